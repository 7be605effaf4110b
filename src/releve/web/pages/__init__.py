"""The pages, one module per place. Each offers `router(door)`."""

from releve.web.pages import login, tm, tm_features

ROUTERS = (login.router, tm.router, tm_features.router)
