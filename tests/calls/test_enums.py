from applications.calls.enums import FundingSide, MeasureKind


def test_measure_has_the_letters_of_its_reference() -> None:
    assert [(kind.value, kind.code) for kind in MeasureKind] == [
        ("mobile_post", "PM"),
        ("premises", "LOC"),
        ("public_space", "EP"),
    ]


def test_measure_has_a_long_name() -> None:
    assert MeasureKind.MOBILE_POST.long_label == "Acquisition de postes mobiles de police municipale"


def test_funding_sides_are_those_of_the_rules() -> None:
    assert FundingSide.values == ["region", "public", "epci", "private", "own"]
