"""Where e-mails arrive: filters and tags as tab-separated tables, a look-up that returns tag ids, forwarding."""

from releve.demo.studio.script import Script, Step, begin, snippet

_FILTERS = """
//<skill to assign>⇥<Filter ID>⇥⇥<CONTAINS/EMAILTO/EMAILFROM>⇥<comma separated list>
//e.g. if the e-mail contains A or B then assign to skill 1234456

//Digital skills list (match to filters):
//"@{skill:Courriel - Général}"⇥//⇥Courriel - Général
//"@{skill:Email - General}"⇥//⇥Email - General

digitalfilters[1+digitalfilters.count] = "@{skill:Courriel - Pièces de sinistre}⇥1⇥⇥CONTAINS⇥constat amiable,dégât des eaux,photos du sinistre"
digitalfilters[1+digitalfilters.count] = "@{skill:Courriel - Pièces de sinistre}⇥2⇥⇥EMAILTO⇥sinistres@havrelune.example"
digitalfilters[1+digitalfilters.count] = "@{skill:Email - Complaints}⇥3⇥⇥CONTAINS⇥complaint,ombudsman,dissatisfied"
digitalfilters[1+digitalfilters.count] = "@{skill:Email - General}⇥4⇥⇥EMAILTO⇥hello@havrelune.example"
//digitalfilters[1+digitalfilters.count] = "@{skill:Email - General}⇥99⇥⇥EMAILFROM⇥essai@havrelune.example"
digitalfilters[1+digitalfilters.count] = "END,9999"

digitalSkill = "@{skill:Courriel - Général}" //Courriel - Général"⇥- fallback/default
digitalPriority = 0
"""

_MATCH = """
FOR i = 1 TO digitalfilters.count()
{
    filterLine = digitalfilters[i].split(char(9))
    matched = false
    SWITCH filterLine[4].upper()
    {
        CASE "CONTAINS" { matched = EmailContains(filterLine[5]) }
        CASE "EMAILTO" { matched = emailTo.contains(filterLine[5]) }
        CASE "EMAILFROM" { matched = emailFrom.contains(filterLine[5]) }
    }
    IF matched
    {
        digitalSkill = filterLine[1]
        BREAK
    }
}
"""

_TAGS = """
FUNCTION TagIdFromName(tagname)
{
    //"id","title","color"
    //"@{digital_tag:Éloge}","Éloge","#289D29"
    SWITCH tagname
    {
        CASE "Urgent" { RETURN "@{digital_tag:Urgent}" }
        CASE "Attestation" { RETURN "@{digital_tag:Attestation}" }
        CASE "Photo" { RETURN "@{digital_tag:Photos jointes}" }
    }
    RETURN "0000"
}
taglist = ""
IF EmailContains("urgent,emergency,inondation") { taglist[taglist.count+1] = TagIdFromName("Urgent") }
IF EmailContains("attestation,proof of insurance") { taglist[taglist.count+1] = TagIdFromName("Attestation") }

//Des pièces de sinistre sans étiquette : traitement ordinaire
IF digitalSkill = "@{skill:Courriel - Pièces de sinistre}"
{
    IF taglist.count() = 0 { taglist[1] = @{digital_tag:Ordinaire} }
}
IF taglist.indexof("@{digital_tag:Urgent}") > 0
{
    digitalPriority = 999
}
"""

_SEARCH = """
FUNCTION EmailContains(phrases)
{
    phraseList = phrases.split(",")
    FOREACH phrase IN phraseList
    {
        IF global:emailSubject.lower().contains(phrase) { RETURN true }
        FOREACH line IN global:emailBody
        {
            IF line.lower().contains(phrase) { RETURN true }
        }
    }
    RETURN false
}
"""

SCRIPT = Script(
    path="PROD\\Digital_Entry_PROD",
    media=9,
    steps=(
        begin(1, "Begin", 18),
        Step(18, "GET_EMAIL_DIGITAL", "GetMessages", {}, 17),
        snippet(
            17,
            "Set system variables",
            14,
            """
            DYNAMIC message FROM __MESSAGE
            DYNAMIC appsettings
            appsettings.replyfrom = "nepasrepondre@havrelune.example"
            ASSIGN emailTo = "{tmpTo.asxml()}"
            """,
        ),
        snippet(14, "Define Skill Filters", 13, _FILTERS),
        snippet(13, "Execute filters", 15, _MATCH),
        snippet(15, "Tags", 31, _TAGS),
        Step(
            31,
            "IF",
            "Courriel d'un courtier ?",
            {"Expression": 'emailFrom.contains("@courtiers.example")'},
            None,
            {"True": 33, "False": 8},
        ),
        Step(
            33,
            "FORWARD_EMAIL_DIGITAL",
            "ForwardEmail",
            {
                "To": "courtage@havrelune.example",
                "ChannelId": "@{digital_channel:Courriel Havrelune|bare}",
                "MessageId": "{message.id}",
                "Subject": "TR : {emailSubject}",
            },
            23,
        ),
        Step(
            23,
            "SET_DIGI_CONTACT_STATUS",
            "Close",
            {"UpdateContactStatus": "closed"},
            26,
        ),
        Step(
            8,
            "REST_API",
            "Tag the message",
            {
                "ServiceAddress": "https://api-@{area}.niceincontact.com/dfo/3.0/messages/{message.id}/tags/{taglist[1]}",
                "Headers": '{ "Authorization": "Bearer {token}" }',
                "Verb": "PUT",
            },
            2,
        ),
        Step(
            2,
            "REQAGENT_DIGITAL",
            "Reqagent",
            {"Skill": "{digitalSkill}", "Priority": "{digitalPriority}"},
            26,
        ),
        Step(26, "END", "End"),
        snippet(30, "Email Search functions", None, _SEARCH),
    ),
)
