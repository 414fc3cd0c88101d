"""One tree from several policy files: a later file overrides an earlier one, and every entry keeps its place.

1. Entries of a list that have an `id` are one entry per id: a later one overrides the keys it gives.
2. Other lists of the top level, such as `geo.overrides`, grow.
3. Mappings are merged key by key; any other value is replaced.
"""

from policies.document import Block, Items


def overlay(under: Block, over: Block) -> Block:
    """`under` with the keys of `over` on top; neither is changed."""
    merged = _copy(under)
    for key, value in over.items():
        if value is not None or key not in merged:
            merged.put(key, _merged(merged.get(key), value), over.marks[key])
    return merged


def _merged(under: object, over: object) -> object:
    if isinstance(under, Block) and isinstance(over, Block):
        return overlay(under, over)
    if (
        isinstance(under, Items)
        and isinstance(over, Items)
        and all(isinstance(item, Block) for item in [*under, *over])
    ):
        return _joined(under, over)
    return over


def _joined(under: Items, over: Items) -> Items:
    """The entries of both lists; those with the id of an earlier one go into its place."""
    joined = Items(over.mark)
    joined.extend(under)
    joined.marks.extend(under.marks)
    places = {item["id"]: place for place, item in enumerate(under) if isinstance(item.get("id"), str)}
    for item, mark in zip(over, over.marks, strict=True):
        name = item.get("id")
        place = places.get(name) if isinstance(name, str) else None
        if place is None:
            joined.add(item, mark)
        else:
            joined[place], joined.marks[place] = _patched(joined[place], item), mark
    return joined


def _patched(under: Block, over: Block) -> Block:
    """An entry with the keys a later one gives; their values are replaced whole."""
    patched = _copy(under)
    patched.mark = over.mark
    for key, value in over.items():
        patched.put(key, value, over.marks[key])
    return patched


def _copy(block: Block) -> Block:
    copy = Block(block.mark)
    copy.update(block)
    copy.marks.update(block.marks)
    return copy
