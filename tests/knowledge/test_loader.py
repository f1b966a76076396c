"""Files of content that cannot be read are told, each with its cure."""

from knowledge.loader import read_documents


def test_a_file_that_is_no_text_is_a_document_with_one_problem_of_the_whole_file(tmp_path):
    (tmp_path / "drinks.yaml").write_bytes(b"tea: \xff\n")
    (document,) = read_documents(tmp_path)
    (problem,) = document.problems
    assert (problem.file, problem.line, problem.cure) == (f"{tmp_path.name}/drinks.yaml", 0, "save it as UTF-8 text")
