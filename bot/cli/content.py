"""The commands about content: what is known, how an answer is found, the advice, and the check."""

import sys
from pathlib import Path

import click

from bot.cli.common import CommandError, UserPath, json_option, output_errors, pack_option, print_out
from knowledge.problems import counted


@click.command()
@json_option
@pack_option
def topics(as_json: bool, folder: Path | None) -> None:
    """List what can be asked about."""
    from bot.packs import load_knowledge  # noqa: PLC0415
    from bot.queries import topics as list_topics  # noqa: PLC0415

    with output_errors():
        print_out(list_topics(load_knowledge(folder), as_json=as_json), as_json=as_json)


@click.command()
@click.argument("question", required=False)
@click.option("--after", "earlier", multiple=True, help="An earlier question, oldest first; may be repeated.")
@click.option("--batch", type=UserPath(), help="A file of questions, one JSON object a line.")
@json_option
@pack_option
def ask(question: str | None, earlier: tuple[str, ...], batch: Path | None, as_json: bool, folder: Path | None) -> None:
    """Answer one question, or a file of them."""
    from bot.answers import InputError  # noqa: PLC0415
    from bot.console import plain  # noqa: PLC0415
    from bot.packs import load_pack  # noqa: PLC0415
    from bot.queries import Answerer, read_batch, to_json  # noqa: PLC0415

    if (question is None) == (batch is None):
        raise CommandError("ask takes a question or --batch FILE")
    if batch is not None and earlier:
        raise CommandError("--after goes with a question; in a batch, earlier questions are each line's 'context'")
    answerer = Answerer(load_pack(folder))
    with output_errors():
        if batch is None:
            answer = answerer.answer(question or "", earlier)
            print_out(to_json(answer) if as_json else plain(str(answer["text"])), as_json=as_json)
            return
        try:
            for asked, context in read_batch(batch):
                print_out(to_json(answerer.answer(asked, context)), as_json=True)
        except InputError as error:
            raise CommandError(str(error)) from error


@click.command()
@click.argument("file", required=False, type=UserPath(allow_dash=True))
@click.option("--questions", is_flag=True, help="Print the questionnaire instead.")
@json_option
@pack_option
def advise(file: Path | None, questions: bool, as_json: bool, folder: Path | None) -> None:
    """Give advice on a JSON FILE of answers, {question id: option id}; '-' is standard input."""
    from bot.answers import InputError, read_answers  # noqa: PLC0415
    from bot.packs import load_pack  # noqa: PLC0415
    from bot.queries import advice, questionnaire  # noqa: PLC0415

    if questions == (file is not None):
        raise CommandError("advise takes a FILE of answers, or --questions")
    pack = load_pack(folder)
    with output_errors():
        if questions:
            print_out(questionnaire(pack, as_json=as_json), as_json=as_json)
            return
        try:
            answers = read_answers(pack, file or Path("-"))
        except InputError as error:
            raise CommandError(str(error)) from error
        print_out(advice(pack, answers, as_json=as_json), as_json=as_json)


@click.command()
@click.argument("file", type=UserPath(allow_dash=True))
@click.option("--out", required=True, type=UserPath(), help="The PNG file to write.")
@pack_option
def card(file: Path, out: Path, folder: Path | None) -> None:
    """Draw the advice on a JSON FILE of answers, as `advise` takes it, as a picture of 1,080 by 1,350 pixels."""
    from bot.answers import InputError, read_answers  # noqa: PLC0415
    from bot.packs import load_pack  # noqa: PLC0415
    from bot.pictures import drawn_by  # noqa: PLC0415
    from dialogs.replies import Picture  # noqa: PLC0415

    pack = load_pack(folder)
    with output_errors():
        try:
            profile = read_answers(pack, file)
        except InputError as error:
            raise CommandError(str(error)) from error
        png = drawn_by(pack)(Picture(profile.answers, profile.matters))
        try:
            out.write_bytes(png)
        except OSError as error:
            raise CommandError(f"--out {out}: {error.strerror or error}; choose another file") from error
        click.echo(f"{out}: written")


@click.command()
@click.argument("question")
@click.option("--after", "earlier", multiple=True, help="An earlier question, oldest first; may be repeated.")
@pack_option
def why(question: str, earlier: tuple[str, ...], folder: Path | None) -> None:
    """Show how the answer to a question is found: what was recognised, the scores, the bands."""
    from bot.explain import explain  # noqa: PLC0415
    from bot.packs import load_pack  # noqa: PLC0415

    with output_errors():
        print_out(explain(load_pack(folder), question, earlier))


@click.command()
@pack_option
def prepare(folder: Path | None) -> None:
    """Fit the search to the content now, so that the first question does not wait for it; a bar shows how far it is."""
    from bot.packs import load_pack, open_pipeline_of  # noqa: PLC0415

    with output_errors():
        open_pipeline_of(load_pack(folder))


@click.command("read")
@click.argument("text")
@click.option("--asked", help="The id of the question that the text was typed below.")
@click.option("--after", "earlier", multiple=True, help="An earlier question, oldest first; may be repeated.")
@json_option
@pack_option
def read_(text: str, asked: str | None, earlier: tuple[str, ...], as_json: bool, folder: Path | None) -> None:
    """Show what each sentence of a TEXT does: answer, ask, steer, chat or nothing."""
    from bot.answers import InputError  # noqa: PLC0415
    from bot.explain import reading_of  # noqa: PLC0415
    from bot.packs import load_pack  # noqa: PLC0415

    with output_errors():
        try:
            click.echo(reading_of(load_pack(folder), text, asked, earlier, as_json=as_json))
        except InputError as error:
            raise CommandError(str(error)) from error


@click.command()
@json_option
@pack_option
def simulate(as_json: bool, folder: Path | None) -> None:
    """Go through all profiles of the persona questions."""
    from bot.packs import load_pack  # noqa: PLC0415
    from bot.queries import simulation  # noqa: PLC0415

    with output_errors():
        print_out(simulation(load_pack(folder), as_json=as_json), as_json=as_json)


@click.command("map")
def map_() -> None:
    """Print the state diagram as Mermaid."""
    from dialogs.mermaid import mermaid  # noqa: PLC0415

    with output_errors():
        print_out(mermaid())


@click.command()
@click.option("--article", type=UserPath(), help="The article: prove every fact in its lines.")
@pack_option
def check(article: Path | None, folder: Path | None) -> None:
    """Check the content; every problem with its cure. Exit code 1 when something must be mended."""
    from bot.packs import check_pack  # noqa: PLC0415
    from knowledge.proof import coverage  # noqa: PLC0415

    text: list[str] | None = None
    if article is not None:
        try:
            text = article.read_text(encoding="utf-8-sig").split("\n")
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"--article {article}: {error}") from error
    pack, problems = check_pack(folder, text)
    topics, questions = len(pack.knowledge.topics), len(pack.script.questionnaire.questions)
    lines = [f"{counted(topics, 'topic')}, {counted(questions, 'question')}"]
    if text is not None:
        lines.append("{} of {} lines of the article are cited".format(*coverage(pack.knowledge, text)))
    errors = [problem for problem in problems if not problem.warning]
    with output_errors():
        for problem in problems:
            click.echo(str(problem))
        lines.append(f"{counted(len(errors), 'problem')}, {counted(len(problems) - len(errors), 'warning')}")
        click.echo("; ".join(lines))
    sys.exit(1 if errors else 0)


COMMANDS = (topics, ask, advise, card, why, read_, prepare, simulate, map_, check)
