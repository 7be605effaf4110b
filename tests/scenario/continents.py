"""Two regions as in production: a PostgreSQL cluster and a server process each, and three members of etcd on three sites."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.helpers.dying import Fate
from tests.helpers.etcd import EtcdCluster, Member, NoEtcd, etcd_cluster
from tests.helpers.houses import Paired
from tests.helpers.postgres import Cluster, NoPostgres, cluster
from tests.helpers.processes import NOTHING, Nest, Serving
from tests.scenario.offices import office, prepared

REGIONS = ("ca1", "eu1")


@dataclass
class Site:
    """All there is in one region."""

    region: str
    database: Cluster
    member: Member
    server: Serving

    def kill(self) -> None:
        """The region is gone: nobody in it gets to say a word."""
        self.server.kill()
        self.database.kill()
        self.member.kill()


@dataclass
class World:
    etcd: EtcdCluster
    sites: Mapping[str, Site]
    pair: Paired
    where: Mapping[str, str]  # the settings that both servers share

    def bring_back(self, site: Site) -> None:
        self.etcd.start(site.member)
        site.database.start()
        site.server.start()


@contextmanager
def world(hatchery: Nest, folder: Path, more: Mapping[str, str] = NOTHING) -> Iterator[World]:
    """A company in ca1 with its BCP tenant in eu1, in step, served by a process in each region, with these settings."""
    with ExitStack() as leaving:
        try:
            databases = {name: leaving.enter_context(cluster(durable=True)) for name in REGIONS}
            etcd = leaving.enter_context(etcd_cluster())
        except (NoPostgres, NoEtcd) as missing:
            pytest.skip(str(missing))
        where = {
            f"RELEVE_REGIONS_{name.upper()}_STORE": database.create(name)
            for name, database in databases.items()
        }
        for name in REGIONS:
            where[f"RELEVE_REGIONS_{name.upper()}_KEY_FILE"] = str(folder / f"{name}.key")
        where["RELEVE_DIRECTORY"] = etcd.url(options="?timeout_s=0.5&patience_s=10")
        where["RELEVE_TOKENS_ISSUER"] = "https://login.contact.example"
        where.update(more)
        with prepared(folder / "made", where) as story:
            pair = office(story, story.operator(), "Larkmont")
            story.sync(pair.inside)
        sites = {}
        for name, member in zip(REGIONS, etcd.members, strict=False):
            fate = Fate(folder / f"{name}.fate")
            server = Serving(hatchery, folder / name, {**where, "RELEVE_REGION": name}, fate=fate)
            leaving.callback(server.close)
            server.start()
            sites[name] = Site(name, databases[name], member, server)
        yield World(etcd, sites, pair, where)
