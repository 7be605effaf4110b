"""The call scripts of Havrelune, callees before callers, and where identifiers hide in them.

| Script | Hiding places (domain.md §7.7) | Traps (§7.8) |
|---|---|---|
| `PROD\\Entry_PROD` | H1 H2 H16 variable H17 H19 H20 | T1 T9 T10 |
| `PROD\\CustomEvents_PROD` | H1 H2 H4 H5 H6 H7 H14 H18 H19 H20 | T5 T7 |
| `PROD\\Menu_PROD` | H4 H16 variable H17 H23 | T2 (`22050500`) T8 |
| `PROD\\Queue_PROD` | H4 H16 H17 H21 | T5 T12 |
| `PROD\\Repertoire_PROD` | H1 H2 H8 | T6 year, T7, T8, T13 (an extension that is also an hours id) |
| `PROD\\Digital_Entry_PROD` | H1 H4 H5 H8 H10 H12 H18 H19 | T5 T8 T10 T11 |
| `Common\\HooExtended` | H1 list, H4, H5 | T4 |
| `Common\\CongestionHeavyVol` | H1 H19 | T5 |
| `Common\\Voicemail` | H1 H17 H18 H19 (`//12,Skill,…`) | T3 T5 |
| `Common\\Callback` | H14 H21 and keys of stored values | T5 T7 |
| `Common\\AddressBookLookup` | H1 H9 H22 | T6 |
| `Common\\PortChecker` | H20 only | T5 T11 |
| `Common\\CrmLookup` | H11 H12 H13 H15 | T10 T11 T13 (a timeout equal to an hours id) |
| `Common\\ChoixLocataire` | none to be rewritten: the style of §7.10 | T10 |
| `Outbound\\Renouvellements_PROD` | H1 of skill, campaign, team, tag, disposition | T12 |
| `Outbound\\Suppression_PROD` | H1 H5 (labels of CASE are ids) | T7 |
| `Applet\\Sondage` (XML) | H5 H16 H17 H20 | T11 (icon) |
| `Legacy\\Urgences_24h` (XML) | H1 H3 H4 H14 H20 H21 | T1 T5 |
| `Legacy\\Accueil_France` (XML) | H1 H4 H14 H16 H20 H21 | T1 T5 |
| `Atelier\\Extrait_copie` (clipboard) | H1 | T1 T12 |
"""

from releve.demo.scripts import (
    address_book,
    callback,
    congestion,
    crm_lookup,
    custom_events,
    digital_entry,
    directory,
    emergencies_xml,
    entry,
    extract_clipboard,
    france_xml,
    hoo_extended,
    menu,
    port_checker,
    queue,
    renewals,
    suppression,
    survey_xml,
    tenant_switch,
    voicemail,
)
from releve.demo.studio.script import Script

SCRIPTS: tuple[Script, ...] = tuple(
    module.SCRIPT
    for module in (
        voicemail,
        callback,
        address_book,
        port_checker,
        crm_lookup,
        hoo_extended,
        congestion,
        tenant_switch,
        survey_xml,
        emergencies_xml,
        france_xml,
        custom_events,
        queue,
        menu,
        entry,
        directory,
        digital_entry,
        suppression,
        renewals,
        extract_clipboard,
    )
)
