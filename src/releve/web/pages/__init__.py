"""The pages, one module per place. Each offers `router(door)`.

The order counts where one address is a case of another: `/admin/employees/import` comes before `/admin/employees/{id}`.
"""

from releve.web.pages import (
    admin_audit,
    admin_employee_files,
    admin_employee_profile,
    admin_employees,
    admin_employees_bulk,
    admin_enablement,
    admin_entities,
    admin_home,
    admin_roles,
    admin_sync,
    login,
    studio,
    studio_search,
    studio_variables,
    sync_drift,
    sync_losses,
    sync_plans,
    sync_restore,
    sync_runs,
    tm,
    tm_features,
    uses,
)

ROUTERS = (
    login.router,
    tm.router,
    tm_features.router,
    admin_home.router,
    admin_employee_files.router,
    admin_employees.router,
    admin_employees_bulk.router,
    admin_employee_profile.router,
    admin_roles.router,
    admin_sync.router,
    sync_runs.router,
    sync_plans.router,
    sync_losses.router,
    sync_drift.router,
    sync_restore.router,
    admin_enablement.router,
    admin_entities.router,
    admin_audit.router,
    studio.router,
    studio_search.router,
    studio_variables.router,
    uses.router,
)
