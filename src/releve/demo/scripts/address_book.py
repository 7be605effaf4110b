"""Finds the caller's name in the address books: a list of ids as text, and an action of a custom library."""

from releve.demo.studio.script import Script, Step, begin, note, snippet

SCRIPT = Script(
    path="Common\\AddressBookLookup",
    saved_in="api",
    steps=(
        begin(12, "Begin", 17, "ANI", "overrideLabel", "addressBooks"),
        snippet(
            17,
            "Get Global ANI",
            23,
            """
            detectAddressBooks = true
            IF ANI.length < 1 { ANI=global:ANI }
            IF addressBooks.length > 1 { detectAddressBooks = false }
            """,
        ),
        Step(
            23,
            "IF",
            "Detect?",
            {"Expression": "detectAddressBooks"},
            None,
            {"True": 26, "False": 19},
        ),
        Step(
            26,
            "SETSECURITYUSER",
            "Setsecurityuser",
            {"Agent": "@{employee:Impersonated Admin|bare}"},
            21,
        ),
        Step(
            21,
            "Address book list_LIBID_ce705e32-9653-4aa5-b7b1-5eb85d733828",
            "Address book list",
            {},
            22,
            {"NoContent": 24},
        ),
        snippet(
            22,
            "Build List of Address Books",
            18,
            """
            FOR i = 1 TO addressBooksListDynamic.addressbooks.count()
            {
                addressBooks[i] = "{addressBooksListDynamic.addressbooks[i].AddressBookId}")
            }
            """,
        ),
        snippet(
            24,
            "The usual books",
            18,
            """
            //Courtiers puis réparateurs agréés
            AddressBookIDs="@{address_book:Courtiers partenaires}|@{address_book:Réparateurs agréés}"
            addressBooks = AddressBookIDs
            """,
        ),
        Step(
            18,
            "LOOP",
            "Loop",
            {"Repeat": "addressBooks.count()"},
            None,
            {"Repeat": 19, "Finished": 16},
        ),
        snippet(19, "Next address book", 13, "AddressBookToCheck = addressBooks[LoopVar]"),
        Step(
            13,
            "AB_GET_ENTRYV12",
            "Address book entries V12",
            {"addressBookId": "{AddressBookToCheck}", "searchString": "{ANI}"},
            18,
            {"Success": 14},
        ),
        snippet(
            14,
            "Put first/last name in {Caller}",
            15,
            """
            First = "{addresults.addressBook.addressBookEntries[1].firstName}"
            Last = "{addresults.addressBook.addressBookEntries[1].lastName.$value}"
            Caller = "{First} {Last}"
            IF overrideLabel = true { global:__label = "{Caller}" }
            """,
        ),
        Step(16, "ASSIGN", "Unknown caller", {"Variable": "Caller", "Value": "Inconnu"}, 15),
        Step(15, "RETURN", "{Caller}", {"ReturnValue": "{Caller}"}),
        note(
            20,
            """
            Cherche le nom de l'appelant / Search address books for the caller's name

            addressBooks - list of address books; if not given, all of them
            """,
        ),
    ),
)
