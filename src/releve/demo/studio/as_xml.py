"""A script as Desktop Studio exports it: XML, LF (domain.md §7.2). The byte-order mark is the encoding's."""

from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

from releve.demo.studio.layout import Spot, spots
from releve.demo.studio.places import Filling
from releve.demo.studio.script import Script, Step

#: The head of a .NET bitmap, in base64: never searched, kept byte for byte.
_ICON = (
    "AAEAAAD/////AQAAAAAAAAAMAgAAAFFTeXN0ZW0uRHJhd2luZywgVmVyc2lvbj00LjAuMC4wLCBDdWx0dXJlPW5ldXRyYWwsIFB1"
    "YmxpY0tleVRva2VuPWIwM2Y1ZjdmMTFkNTBhM2EFAQAAABVTeXN0ZW0uRHJhd2luZy5CaXRtYXABAAAABERhdGEHAgIAAAAJAwAA"
    "AA8DAAAAAAAAAAL="
)


def as_xml(script: Script, filling: Filling) -> str:
    """The facts needed: `busNo`, `userID` and `userName` of the author, `libraryID` of the script."""
    return "\n".join(_document(script, filling))


def _document(script: Script, filling: Filling) -> Iterator[str]:
    facts = filling.facts
    where = spots(script.steps)
    yield '<?xml version="1.0" encoding="utf-8"?>'
    yield (
        '<ScriptContainer xmlns:xsd="http://www.w3.org/2001/XMLSchema"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
        ' noNamespaceSchemaLocation="http://lab-iniws01/scriptcontainer.xsd"'
        f' BusNo="{facts["busNo"]}" UserID="{facts["userID"]}">'
    )
    yield "  <Actions>"
    for order, step in reversed(list(enumerate(script.steps))):
        yield from (f"    {line}" for line in _action(step, order, where[step.id], filling))
    yield "  </Actions>"
    yield from (f"  {line}" for line in _library_item(script, filling))
    yield f"  <MediaType>{script.media}</MediaType>"
    yield "  <ModifyDate>0001-01-01T00:00:00</ModifyDate>"
    yield "</ScriptContainer>"


def _action(step: Step, order: int, spot: Spot, filling: Filling) -> Iterator[str]:
    yield "<ActionStruct>"
    yield f"  <ActionID>{step.id}</ActionID>"
    yield f"  <Action>{escape(step.action.name)}</Action>"
    yield f"  <Caption>{escape(step.label)}</Caption>"
    yield from _list("Parameters", "  ", [_string(one) for one in _positional(step, filling)])
    if step.next is not None:
        yield from _link("DefaultNextAction", "", step.next, 0, "  ")
    yield from _links("Branches", step, filling, fixed=True)
    yield from _links("Cases", step, filling, fixed=False)
    yield f"  <X>{spot[0]}</X>"
    yield f"  <Y>{spot[1]}</Y>"
    yield f"  <DependencyOrder>{order}</DependencyOrder>"
    yield f"  <Impl_Type>{int(step.action.custom)}</Impl_Type>"
    yield f"  <LibraryID>{step.action.guid}</LibraryID>"
    yield from (f"  {line}" for line in _extra(step, filling))
    yield "  <xws>0</xws>"
    yield "  <yws>0</yws>"
    yield "</ActionStruct>"


def _positional(step: Step, filling: Filling) -> Iterator[str]:
    """Values in the order of the properties, a list as trailing strings, line ends as XML parsers see them."""
    for value in step.properties.values():
        for one in (value,) if isinstance(value, str) else value:
            yield filling.text(one).replace("\r\n", "\n")


def _string(value: str) -> str:
    return f"<string>{escape(value)}</string>" if value else "<string />"


def _list(tag: str, indent: str, items: list[str]) -> Iterator[str]:
    if not items:
        yield f"{indent}<{tag} />"
        return
    yield f"{indent}<{tag}>"
    yield from (f"{indent}  {item}" for item in items)
    yield f"{indent}</{tag}>"


def _chosen(step: Step, *, fixed: bool) -> list[tuple[str, int]]:
    return [(label, to) for label, to in step.outcomes.items() if step.fixed(label) is fixed]


def _links(tag: str, step: Step, filling: Filling, *, fixed: bool) -> Iterator[str]:
    chosen = _chosen(step, fixed=fixed)
    yield from _list(
        tag,
        "  ",
        [
            line
            for label, to in chosen
            for line in _link("BranchStruct", filling.text(label), to, step.index(label), "")
        ],
    )


def _link(tag: str, label: str, to: int, index: int, indent: str) -> Iterator[str]:
    text = f"<Text>{escape(label)}</Text>" if label else "<Text />"
    yield f"{indent}<{tag}>"
    yield f"{indent}  {text}"
    yield f"{indent}  <ActionID>{to}</ActionID>"
    yield f"{indent}  <Index>{index}</Index>"
    yield f"{indent}  <Segments />"
    yield f"{indent}</{tag}>"


def _extra(step: Step, filling: Filling) -> Iterator[str]:
    yield "<ExtraInfo>"
    yield "  <DefaultBranch>"
    yield f"    <ActionId>{-1 if step.next is None else step.next}</ActionId>"
    yield "    <Segments />"
    yield "  </DefaultBranch>"
    fixed = [(str(step.index(label)), to) for label, to in _chosen(step, fixed=True)]
    cases = [(filling.text(label), to) for label, to in _chosen(step, fixed=False)]
    yield from _list("Branches", "  ", [line for one in fixed for line in _info(*one)])
    yield from _list("CaseBranches", "  ", [line for one in cases for line in _info(*one)])
    yield "</ExtraInfo>"


def _info(key: str, to: int) -> Iterator[str]:
    yield "<BranchInfo>"
    yield f"  <KeyName>{escape(key)}</KeyName>"
    yield f"  <ActionId>{to}</ActionId>"
    yield "  <Segments />"
    yield "</BranchInfo>"


def _library_item(script: Script, filling: Filling) -> Iterator[str]:
    facts = filling.facts
    yield (
        f'<LibraryItem LibraryID="{facts["libraryID"]}" ApiClassificationId="0"'
        f' BusNo="{facts["busNo"]}" Name={quoteattr(script.name)} Alias={quoteattr(script.name)}'
        f' MediaType="{script.media}" RouteOrder="1000" RoutingMode="" VariableRedaction="">'
    )
    yield f"  <Icon>{_ICON}</Icon>"
    yield f"  <ImplPath>{escape(script.path)}</ImplPath>"
    yield "  <CreateDate>2025-03-11T09:15:05.287</CreateDate>"
    yield "  <ModifyDate>2026-01-20T16:10:19.723</ModifyDate>"
    yield f"  <ModifyUserID>{facts['userID']}</ModifyUserID>"
    yield f"  <ModifiedBy>{escape(facts['userName'])}</ModifiedBy>"
    yield f"  <URI>/custom/{facts['busNo']}/{escape(script.name)}</URI>"
    yield "  <DefaultTimeZone>Eastern Standard Time</DefaultTimeZone>"
    named = [
        f"<LibraryParam><Name>{escape(one)}</Name></LibraryParam>" for one in script.parameters
    ]
    yield from _list("Parameters", "  ", named)
    yield "  <Branches />"
    yield "</LibraryItem>"
