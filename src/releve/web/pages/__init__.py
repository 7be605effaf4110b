"""The pages, one module per place. Each offers `router(door)`."""

from releve.web.pages import admin_enablement, admin_sync, login, tm, tm_features

ROUTERS = (
    login.router,
    tm.router,
    tm_features.router,
    admin_sync.router,
    admin_enablement.router,
)
