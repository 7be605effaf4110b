"""The words that people look for on the screen, as the requirement page writes them.

The French ones are those of `bcp-configuration.fr.txt`, with the machine-scrambled ones put in order; the English
ones are those of the same page in English. What the page does not name is below the line, in our own words.
"""

from dataclasses import dataclass, fields


@dataclass(frozen=True)
class Labels:
    """One per language. Names are those of the page's sections, in its order."""

    locale: str

    # Enable Business Continuity Plan for a tenant
    app_selector: str
    tm: str
    tenants: str
    general: str
    features: str
    bcp: str
    bcp_configurations: str
    bcp_enablement: str
    next: str
    configure_settings: str
    regions: str
    dr_tenant: str
    validate: str
    generate_passkey: str
    passkey: str
    passkey_was_generated: str
    finish: str
    save: str
    impersonate: str
    admin: str
    roles: str
    administrator: str
    permissions: str
    view: str
    edit: str

    # Start syncing data with a BCP tenant
    sync: str
    enable_sync: str
    sync_settings: str
    default_configuration: str
    frequency: str

    # Give users access
    employees: str
    bcp_type: str
    no_access: str
    single_access: str
    multiple_access: str

    # Update Studio scripts
    studio: str
    scripts: str

    # Ours
    log_in: str
    username: str
    password: str
    create_tenant: str
    create: str
    name: str
    region: str
    here: str
    there: str
    copy_id: str
    options_of: str
    enable: str
    confirm: str
    mapping_can_be_made: str
    mapping_cannot_be_made: str
    already_mapped: str
    shown_once: str
    already_configured: str
    not_set_up: str
    not_saved_yet: str
    continue_set_up: str
    another_passkey: str
    generate_another: str
    stop_impersonating: str
    daily: str
    run_now: str
    done: str
    active: str
    not_active: str
    to_review: str
    enablement: str
    toggle: str
    submit: str
    wrong_passkey: str
    bcp_is_active: str
    primary_is_active: str
    session_ended: str
    no_access_told: str
    sync_paused: str
    permissions_saved: str
    sync_saved: str
    import_employees: str
    download_template: str
    employees_file: str
    upload: str
    check_file: str
    apply_one: str
    file_applied: str
    file_would: str
    primary_tenant: str
    bcp_tenant: str
    log_out: str


FRENCH = Labels(
    locale="fr-CA",
    app_selector="Sélecteur d’applications",
    tm="TM",
    tenants="Locataires",
    general="Général",
    features="Applications et Fonctionnalités",
    bcp="BCP",
    bcp_configurations="BCP Configurations",
    bcp_enablement="BCP Activation du locataire",
    next="Suivant",
    configure_settings="Configurer les paramètres",
    regions="Régions disponibles",
    dr_tenant="DR Locataire",
    validate="Valider",
    generate_passkey="Générer une clé secrète",
    passkey="Clé secrète",
    passkey_was_generated="Une clé secrète a été générée",
    finish="Terminer",
    save="Enregistrer",
    impersonate="Imposter et Support",
    admin="Admin",
    roles="Rôles et Autorisations",
    administrator="Administrateur",
    permissions="Autorisations",
    view="Afficher",
    edit="Modifier",
    sync="Configuration de la synchronisation",
    enable_sync="Activer la synchronisation",
    sync_settings="Paramètres de synchronisation",
    default_configuration="Configuration par défaut",
    frequency="Fréquence",
    employees="Employés",
    bcp_type="BCP Type",
    no_access="Aucun accès",
    single_access="Accès unique",
    multiple_access="Accès multiple",
    studio="Studio",
    scripts="Scripts",
    log_in="Se connecter",
    username="Nom d’utilisateur",
    password="Mot de passe",
    create_tenant="Créer un locataire",
    create="Créer",
    name="Nom",
    region="Région",
    here="Canada (Montréal)",
    there="Europe (Paris)",
    copy_id="Copier l’identifiant du locataire",
    options_of="Options de",
    enable="Activer",
    confirm="Confirmer",
    mapping_can_be_made="Le mappage peut se faire",
    mapping_cannot_be_made="Le mappage n’est pas possible.",
    already_mapped="est déjà associé à un autre locataire",
    shown_once="Affichée cette seule fois",
    already_configured="Le mappage est déjà configuré",
    not_set_up="non configuré",
    not_saved_yet="Pas encore enregistré",
    continue_set_up="Continuer la configuration",
    another_passkey="Générer une autre clé secrète",
    generate_another="En générer une autre",
    stop_impersonating="Mettre fin à l’usurpation",
    daily="Tous les jours",
    run_now="Lancer maintenant",
    done="Terminé",
    active="Actif",
    not_active="Non actif",
    to_review="À vérifier",
    enablement="Activation BC",
    toggle="Activer/Désactiver le locataire BCP",
    submit="Soumettre",
    wrong_passkey="Ce n’est pas la clé secrète de ces locataires.",
    bcp_is_active="Le locataire BCP est actif.",
    primary_is_active="Le locataire principal est de nouveau actif.",
    session_ended="Votre session a pris fin",
    no_access_told="votre compte n’y a pas accès",
    sync_paused="La synchronisation est suspendue",
    permissions_saved="Les autorisations sont enregistrées.",
    sync_saved="La configuration de la synchronisation est enregistrée.",
    import_employees="Importer des employés",
    download_template="Télécharger le modèle (CSV)",
    employees_file="Fichier des employés (CSV ou Excel)",
    upload="Téléverser",
    check_file="Vérifier le fichier",
    apply_one="Appliquer 1 ligne",
    file_applied="Le fichier est appliqué",
    file_would="Ce que le fichier ferait",
    primary_tenant="Locataire principal",
    bcp_tenant="Locataire BCP",
    log_out="Se déconnecter",
)

ENGLISH = Labels(
    locale="en-CA",
    app_selector="App selector",
    tm="TM",
    tenants="Tenants",
    general="General",
    features="Applications & Features",
    bcp="BCP",
    bcp_configurations="BCP Configurations",
    bcp_enablement="BCP Tenant Enablement",
    next="Next",
    configure_settings="Configure settings",
    regions="Available Regions",
    dr_tenant="DR Tenant",
    validate="Validate",
    generate_passkey="Generate Passkey",
    passkey="Passkey",
    passkey_was_generated="A passkey was generated",
    finish="Finish",
    save="Save",
    impersonate="Impersonate & Support",
    admin="Admin",
    roles="Roles & Permissions",
    administrator="Administrator",
    permissions="Permissions",
    view="View",
    edit="Edit",
    sync="Sync Configuration",
    enable_sync="Enable Sync",
    sync_settings="Sync settings",
    default_configuration="Default configuration",
    frequency="Frequency",
    employees="Employees",
    bcp_type="BCP Type",
    no_access="No access",
    single_access="Single access",
    multiple_access="Multiple access",
    studio="Studio",
    scripts="Scripts",
    log_in="Log in",
    username="Username",
    password="Password",
    create_tenant="Create a tenant",
    create="Create",
    name="Name",
    region="Region",
    here="Canada (Montréal)",
    there="Europe (Paris)",
    copy_id="Copy the tenant ID",
    options_of="Options of",
    enable="Enable",
    confirm="Confirm",
    mapping_can_be_made="The mapping can be made",
    mapping_cannot_be_made="The mapping cannot be made.",
    already_mapped="is already mapped to another tenant",
    shown_once="Shown this once",
    already_configured="The mapping is already configured",
    not_set_up="not set up",
    not_saved_yet="Not saved yet",
    continue_set_up="Continue the set-up",
    another_passkey="Generate another passkey",
    generate_another="Generate another",
    stop_impersonating="Stop impersonating",
    daily="Daily",
    run_now="Run now",
    done="Done",
    active="Active",
    not_active="Not active",
    to_review="To review",
    enablement="BC Enablement",
    toggle="Enable/Disable BCP Tenant",
    submit="Submit",
    wrong_passkey="This is not the passkey of these tenants.",
    bcp_is_active="The BCP tenant is active.",
    primary_is_active="The primary tenant is active again.",
    session_ended="Your session has ended",
    no_access_told="your account has no access to it",
    sync_paused="The sync is paused",
    permissions_saved="The permissions are saved.",
    sync_saved="The sync configuration is saved.",
    import_employees="Import Employees",
    download_template="Download Template (CSV)",
    employees_file="Employees file (CSV or Excel)",
    upload="Upload",
    check_file="Check the file",
    apply_one="Apply 1 row",
    file_applied="The file is applied",
    file_would="What the file would do",
    primary_tenant="Primary tenant",
    bcp_tenant="BCP tenant",
    log_out="Log out",
)


def of_the_page() -> list[str]:
    """The names of those that the requirement page itself uses."""
    names = [field.name for field in fields(Labels)]
    return names[names.index("app_selector") : names.index("log_in")]
