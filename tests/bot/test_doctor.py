"""What the doctor finds of this machine's clock."""

import email.utils

import pytest

from bot import doctor


@pytest.mark.parametrize(("off", "fine"), [(doctor.SKEW - 1, True), (doctor.SKEW, False), (-doctor.SKEW, False)])
def test_a_clock_that_is_far_off_is_told_with_its_cure(monkeypatch, off: float, fine: bool):
    monkeypatch.setattr(doctor.time, "time", lambda: 1_700_000_000 + off)
    found = doctor._clock("https://ada:s3cret@example.org", email.utils.formatdate(1_700_000_000, usegmt=True))
    assert found.well is fine
    assert ("turn on time synchronisation" in found.text) is not fine
    assert ("ahead" in found.text) is (off > 0)
    assert doctor._clock("https://ada:s3cret@example.org", "soon").text == "https://example.org does not tell the time"
