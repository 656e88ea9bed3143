"""Files as people send them, good and bad."""

import io
import struct
import zlib
from collections.abc import Callable

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf
from PIL import Image

Change = Callable[[Pdf], None]
PLACEHOLDER = b"/ABCDEFGHIJKL"
IN_CLEAR = {"object_stream_mode": pikepdf.ObjectStreamMode.disable}


def a_pdf(change: Change | None = None, *, pages: int = 1, **options: object) -> bytes:
    """A PDF of blank pages, that `change` alters before it is saved."""
    document = pikepdf.new()
    for _ in range(pages):
        document.add_blank_page(page_size=(595, 842))
    if change is not None:
        change(document)
    buffer = io.BytesIO()
    document.save(buffer, **options)
    return buffer.getvalue()


def a_pdf_of_size(size: int) -> bytes:
    """A PDF of exactly `size` bytes, a multiple of a million and more."""

    def padded(length: int) -> bytes:
        return a_pdf(lambda pdf: hold(pdf, pdf.make_stream(b" " * length)), compress_streams=False)

    first = padded(size - 2000)
    return padded(2 * size - 2000 - len(first))


def hold(pdf: Pdf, value: pikepdf.Object) -> None:
    """Make the document's root name `value`, under a key that means nothing."""
    pdf.Root.Held = value


def a_script(pdf: Pdf) -> None:
    pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS="app.alert(1)")


def a_script_by_a_distant_name(pdf: Pdf) -> None:
    pdf.Root.OpenAction = Dictionary(S=pdf.make_indirect(Name.Launch), F="cmd.exe")


def a_launch(pdf: Pdf) -> None:
    pdf.Root.OpenAction = Dictionary(S=Name.Launch, F="cmd.exe")


def a_launch_at_the_end_of_a_chain(pdf: Pdf) -> None:
    action = Dictionary(S=Name.Launch, F="cmd.exe")
    for _ in range(40):
        action = Dictionary(S=Name.GoTo, D=Array([]), Next=action)
    pdf.Root.OpenAction = action


def a_script_on_a_page(pdf: Pdf) -> None:
    pdf.pages[0].obj.AA = Dictionary(O=Dictionary(S=Name.JavaScript, JS=pdf.make_stream(b"app.alert(1)")))


def a_joined_file(pdf: Pdf) -> None:
    pdf.attachments["macro.exe"] = b"MZ"


def a_file_pinned_on_a_page(pdf: Pdf) -> None:
    content = pdf.make_stream(b"MZ", Type=Name.EmbeddedFile)
    pinned = Dictionary(Type=Name.Filespec, F="macro.exe", EF=Dictionary(F=content))
    note = Dictionary(Type=Name.Annot, Subtype=Name.FileAttachment, Rect=Array([0, 0, 9, 9]), FS=pinned)
    pdf.pages[0].obj.Annots = Array([pdf.make_indirect(note)])


def a_form_that_scripts(pdf: Pdf) -> None:
    pdf.Root.AcroForm = Dictionary(Fields=Array([]), XFA=pdf.make_stream(b"<xdp:xdp/>"))


def a_form_that_sends(pdf: Pdf) -> None:
    pdf.Root.OpenAction = Dictionary(S=Name.SubmitForm, F="https://autre.example/")


ACTIVE: dict[str, Change] = {
    function.__name__: function
    for function in (
        a_script,
        a_script_by_a_distant_name,
        a_script_on_a_page,
        a_launch,
        a_launch_at_the_end_of_a_chain,
        a_joined_file,
        a_file_pinned_on_a_page,
        a_form_that_scripts,
        a_form_that_sends,
    )
}


def a_script_spelt_otherwise() -> bytes:
    """A script whose name is written with a code, which every reader understands."""
    written = a_pdf(lambda pdf: hold(pdf, Dictionary(S=Name(PLACEHOLDER.decode()))), **IN_CLEAR)
    return written.replace(PLACEHOLDER, b"/J#61vaScript")


def a_pdf_without_its_count() -> bytes:
    """A PDF whose list of pages lost its length and its first page: qpdf opens it, then fails on the list."""
    return a_pdf(pages=3, **IN_CLEAR).replace(b"/Count", b"/Xount").replace(b"[ 3 0 R", b"[ 3 X R")


def a_pdf_that_claims(objects: int) -> bytes:
    """A PDF of one page, whose last object has a high number."""
    row = b"%d 0 obj\n%b\nendobj\n"
    written = (
        row % (1, b"<</Type/Catalog/Pages 2 0 R>>"),
        row % (2, b"<</Type/Pages/Kids[3 0 R]/Count 1>>"),
        row % (3, b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"),
        row % (objects, b"null"),
    )
    places = [len(b"%PDF-1.5\n") + sum(map(len, written[:rank])) for rank in range(len(written))]
    line = b"%010d 00000 n \n"
    table = b"xref\n0 4\n0000000000 65535 f \n%b%d 1\n%b" % (
        b"".join(line % place for place in places[:3]),
        objects,
        line % places[3],
    )
    end = b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (objects + 1, places[3] + len(written[3]))
    return b"%PDF-1.5\n" + b"".join(written) + table + end


def words_about_scripts(pdf: Pdf) -> None:
    pdf.docinfo["/Title"] = "Le mot (/JS) et l’action /Launch"
    pdf.docinfo["/Subject"] = "/JavaScript /EF"
    pdf.Root.OpenAction = Dictionary(S=Name.URI, URI="https://commune.example/JS/EF/")


def an_unpacking_bomb() -> bytes:
    """A PDF of 100 kB whose table of objects unpacks to 100 MB, and could hold anything."""
    packed = zlib.compress(b"10 0 <</S/JavaScript>> " + b" " * 100_000_000, 1)
    parts = [b"%PDF-1.5\n"]
    places = []
    for number, body in enumerate(
        (
            b"<</Type/Catalog/Pages 2 0 R/OpenAction 10 0 R>>",
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            b"<</Type/Page/Parent 2 0 R/Resources<<>>/MediaBox[0 0 9 9]>>",
            b"<</Type/ObjStm/N 1/First 5/Filter/FlateDecode/Length %d>>stream\n%b\nendstream" % (len(packed), packed),
        ),
        start=1,
    ):
        places.append(sum(map(len, parts)))
        parts.append(b"%d 0 obj\n%b\nendobj\n" % (number, body))
    start = sum(map(len, parts))
    rows = b"\0" * 6 + b"".join(b"\1" + place.to_bytes(4, "big") + b"\0" for place in (*places, start))
    table = rows + b"\2" + (4).to_bytes(4, "big") + b"\0"
    parts.append(
        b"5 0 obj\n<</Type/XRef/Size 11/W[1 4 1]/Index[0 6 10 1]/Root 1 0 R/Length %d>>stream\n%b\nendstream\nendobj\n"
        b"startxref\n%d\n%%%%EOF" % (len(table), table, start)
    )
    return b"".join(parts)


def a_photo(kind: str = "JPEG", **options: object) -> bytes:
    buffer = io.BytesIO()
    noise = Image.effect_noise((120, 90), 80).convert("RGB")
    noise.save(buffer, kind, **options)
    return buffer.getvalue()


def a_double_photo() -> bytes:
    """Two views in one file, as some phones write them."""
    return a_photo("MPO", save_all=True, append_images=[Image.new("RGB", (120, 90))])


def a_photo_with_a_thumbnail() -> bytes:
    """A JPEG that holds another, whole, in its header."""
    photo, thumbnail = a_photo(), b"Exif\0\0" + a_photo()
    return photo[:2] + b"\xff\xe1" + struct.pack(">H", len(thumbnail) + 2) + thumbnail + photo[2:]


def a_huge_picture(side: int) -> bytes:
    """A PNG that claims `side` × `side` points in a hundred bytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0")) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body
