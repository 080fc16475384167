"""The API model that botocore ships, read as a judge of the server: valid requests, bent requests,
and what must be said about them."""

from collections.abc import Iterator
from dataclasses import dataclass

import botocore.loaders
import regex

from harness import compat

MODEL = botocore.loaders.Loader().load_service_model("cognito-idp", "service-2")
OPERATIONS = MODEL["operations"]
SHAPES = MODEL["shapes"]

# Where the live service takes more than its model says, and so do we: whole host names.
_LABEL = r"[a-z0-9](?:[a-z0-9\-]{0,61}[a-z0-9])?"
SHAPES["DomainType"] |= {"max": 253, "pattern": rf"^{_LABEL}(?:\.{_LABEL})*$"}

SIGNED = sorted(name for name, one in OPERATIONS.items() if one.get("authtype") != "none")
PUBLIC = sorted(set(OPERATIONS) - set(SIGNED))
BUILT = compat.built("cognito-idp")
MISSING = sorted(set(OPERATIONS) - BUILT)

# Any of these satisfies nearly every pattern of the model.
_CANDIDATES = [
    "a",
    "Aa1",
    "us-east-1",
    "us-east-1_AbCdEfGhI",
    "arn:aws:lambda:us-east-1:111122223333:function:name",
    "https://app.example/cb",
    "name@example.com",
    "text {####} text",
    "text {##link##} text",
    "11111111-1111-4111-8111-111111111111",
    "123456",
    "tkn0123456789abcdefghijklmno",
    "import-1",
    "us-east-1_11111111-1111-4111-8111-111111111111",
    "cognito:default",
    "terms-of-use",
    "a" * 24,
    "a" * 40,
    "AAAA",
    "abc",
]

# No pattern that forbids anything allows all of these.
_STRANGE = ["\t", " ", "!", "_", "a b", "-", "x" * 30, "\u200b"]


def shape_of(operation: str) -> dict:
    return SHAPES[OPERATIONS[operation]["input"]["shape"]]


def declared_errors(operation: str) -> set[str]:
    return {one["shape"] for one in OPERATIONS[operation].get("errors", [])}


def matches(pattern: str, text: str) -> bool:
    return regex.fullmatch(pattern, text) is not None


def breaches(shape: dict, value) -> list[str]:
    """What a scalar, list or map breaches by itself."""
    found = []
    if shape["type"] == "string":
        if "enum" in shape and value not in shape["enum"]:
            found.append(f"satisfy enum value set: [{', '.join(shape['enum'])}]")
        if "pattern" in shape and not matches(shape["pattern"], value):
            found.append(f"satisfy regular expression pattern: {shape['pattern']}")
    size = len(value) if isinstance(value, (str, list, dict)) else value
    what = "value" if shape["type"] in ("integer", "long") else "length"
    if shape["type"] != "structure" and not isinstance(value, bool):
        if "min" in shape and size < shape["min"]:
            found.append(f"have {what} greater than or equal to {shape['min']}")
        elif "max" in shape and size > shape["max"]:
            found.append(f"have {what} less than or equal to {shape['max']}")
    return [f"Member must {rule}" for rule in found]


def valid(shape: dict):
    """A smallest value of this shape that breaches nothing."""
    match shape["type"]:
        case "structure":
            required = shape.get("required", [])
            return {name: valid(member(shape, name)) for name in required}
        case "list":
            return [valid(SHAPES[shape["member"]["shape"]])] * max(shape.get("min", 0), 1)
        case "map":
            key, value = SHAPES[shape["key"]["shape"]], SHAPES[shape["value"]["shape"]]
            return {valid(key): valid(value)} if shape.get("min", 0) else {}
        case "string":
            fitting = [*shape.get("enum", []), *_CANDIDATES]
            return next(text for text in fitting if not breaches(shape, text))
        case "integer" | "long":
            return max(shape.get("min", 1), 0)
        case "boolean":
            return True
        case "timestamp":
            return 1_700_000_000
        case "blob":
            return "AAAA"
        case "double" | "float":
            return 1.0
    raise ValueError(shape["type"])


def member(shape: dict, name: str) -> dict:
    return SHAPES[shape["members"][name]["shape"]]


def is_document(shape: dict) -> bool:
    return bool(shape.get("document"))


@dataclass(frozen=True)
class Bent:
    """A value that breaches the model at one place."""

    value: object
    path: str
    problems: tuple[str, ...]
    shown: str
    """What stands between `Value` and ` at`, with its leading space; "?" if too long to compare."""


def bent(shape: dict, path: str = "", secret: bool = False) -> Iterator[Bent]:
    """Values of this shape, each with one thing wrong in it."""
    secret = secret or bool(shape.get("sensitive"))
    match shape["type"]:
        case "structure" if not is_document(shape):
            yield from _bent_structures(shape, path, secret)
        case "list":
            yield from _bent_lists(shape, path, secret)
        case "string":
            yield from _bent_strings(shape, path, secret)
        case "integer" | "long":
            for value in (shape.get("min", 0) - 1, shape.get("max", 2**31) + 1):
                if problems := breaches(shape, value):
                    yield Bent(value, path, tuple(problems), _shown(str(value), secret))


def _bent_structures(shape, path, secret):
    base = valid(shape)
    for name in shape["members"]:
        where = f"{path}.{_camel(name)}" if path else _camel(name)
        if name in shape.get("required", []):
            rest = {other: value for other, value in base.items() if other != name}
            yield Bent(rest, where, ("Member must not be null",), " null")
        for inner in bent(member(shape, name), where, secret):
            yield Bent(base | {name: inner.value}, inner.path, inner.problems, inner.shown)


def _bent_lists(shape, path, secret):
    item = SHAPES[shape["member"]["shape"]]
    if item["type"] == "structure":
        for inner in bent(item, f"{path}.1.member", secret):
            yield Bent([inner.value], inner.path, inner.problems, inner.shown)
    if shape.get("min", 0) > 0:
        problems = breaches(shape, [])
        hidden = secret or item.get("sensitive")
        yield Bent([], path, tuple(problems), "?" if hidden else " '[]'")


def _bent_strings(shape, path, secret):
    tried = ["", *_STRANGE, "x" * (shape.get("max", 0) + 1)]
    seen = set()
    for value in tried:
        problems = tuple(breaches(shape, value))
        if problems and problems not in seen and len(value) <= 140_000:
            seen.add(problems)
            shown = _shown(value, secret) if len(value) < 1000 else "?"
            yield Bent(value, path, problems, shown)


def _shown(text: str, secret: bool) -> str:
    return "" if secret else f" '{text}'"


def _camel(name: str) -> str:
    return name[0].lower() + name[1:]


def wrong_types(shape: dict) -> Iterator[tuple[str, object]]:
    """Top-level members with a value of a type that cannot be converted."""
    wrong = {
        "string": 7,
        "integer": "seven",
        "long": "seven",
        "boolean": "perhaps",
        "list": {"a": 1},
        "map": [1],
        "structure": 7,
        "blob": 7,
    }
    for name in shape["members"]:
        kind = member(shape, name)
        if kind["type"] in wrong and not is_document(kind):
            yield name, wrong[kind["type"]]
