"""`kouan policy make-fingerprints`: registered documents as keyed fingerprints, for `match.document`."""

from pathlib import Path

import click

UNUSABLE = 2
MOST_BYTES = 200_000_000


@click.command(epilog="Example: kouan policy make-fingerprints prospectus.docx --out listing.kouan-docs")
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FILE..."
)
@click.option(
    "--except",
    "templates",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="F",
    help="A template or boilerplate: passages of it are no passages of the documents. May be repeated.",
)
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path), metavar="F", help="The list.")
@click.option(
    "--db", "database", default="kouan.db", show_default=True, metavar="F", help="The record whose key it is."
)
def make_fingerprints(files: tuple[Path, ...], templates: tuple[Path, ...], out: Path, database: str) -> None:
    """Register documents: each FILE is read as traffic is (docx, pdf, zip …) and known by its file name.

    The list holds keyed hashes only, no text. It works with the key of the record (KOUAN_KEY_FILE, else DB.key).
    """
    from policies.lists.documents import make_documents
    from policies.lists.files import write_documents
    from policies.lists.own import hash_key
    from reports.key import digest_key
    from reports.recorder.connection import database_path
    from reports.unavailable import StoreUnavailable

    try:
        key = digest_key(database_path(database))
    except StoreUnavailable as error:
        click.echo(str(error), err=True)
        raise SystemExit(UNUSABLE) from None
    documents = [(file.name, _parts(file)) for file in files]
    common = [text for file in templates for text in _parts(file)]
    made = make_documents(documents, common, hash_key(key.secret), key.id)
    unusable = False
    for name, size in zip(made.names, made.sizes, strict=True):
        if not size:
            click.echo(f"{name}: no text to know it by", err=True)
            unusable = True
        else:
            click.echo(f"{name}: {size:,} fingerprints")
    if unusable:
        click.echo("nothing was written", err=True)
        raise SystemExit(UNUSABLE)
    out.write_bytes(write_documents(made))
    click.echo(f"{out}: {len(made.names):,} documents under key {key.id}")


def _parts(file: Path) -> list[bytes]:
    from agent.documents import readable_parts

    if file.stat().st_size > MOST_BYTES:
        click.echo(f"{file}: larger than {MOST_BYTES:,} bytes", err=True)
        raise SystemExit(UNUSABLE)
    texts, unread = readable_parts(file.read_bytes(), file.name)
    for reason in unread:
        click.echo(f"{file}: not read: {reason}", err=True)
    return texts
