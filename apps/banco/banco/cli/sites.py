"""Commands that make, change, keep and drop sites."""

import secrets
from pathlib import Path

import click

from banco.cli import Bench, site_names
from banco.modules import import_app


@click.command("new-site")
@click.argument("name")
@click.option("--admin-password", envvar="BANCO_ADMIN_PASSWORD", help="Administrator's password.")
@click.option("--install-app", "apps", multiple=True, help="An app to install; may be given several times.")
@click.option("--language", default="it", show_default=True, help="The site's language.")
@click.option("--force", is_flag=True, help="Replace a site of that name.")
@click.option("--set-default", is_flag=True, help="Make it the bench's default site.")
@click.pass_obj
def new_site(
	bench: Bench,
	name: str,
	admin_password: str | None,
	apps: tuple[str, ...],
	language: str,
	force: bool,
	set_default: bool,
) -> None:
	"""Make a site."""
	from banco import install

	sites_path = bench.sites_path
	for app in apps:
		import_app(app)
	password = admin_password or secrets.token_urlsafe(12)
	site = install.new_site(name, sites_path, password, {"language": language}, force)
	try:
		for app in apps:
			for done in install.install_app(site, app):
				click.echo(f"Installed {done}")
	finally:
		site.close()
	if set_default or len(site_names(sites_path)) == 1:
		_set_default(sites_path, name)
	click.echo(f"Site {name} is ready")
	if not admin_password:
		click.echo(f"Administrator's password (shown this once): {password}")


@click.command("drop-site")
@click.argument("name")
@click.option("--no-backup", is_flag=True, help="Write no backup first.")
@click.option("--force", is_flag=True, help="Do not ask.")
@click.pass_obj
def drop_site(bench: Bench, name: str, no_backup: bool, force: bool) -> None:
	"""Delete a site and its data; a backup is written to the bench's `archived` folder first."""
	from banco import install

	sites_path = bench.sites_path
	if not force:
		click.confirm(f"Delete site {name} with all its data?", abort=True)
	archived = None if no_backup else sites_path.parent / "archived"
	install.drop_site(name, sites_path, archived)
	current = sites_path / "currentsite.txt"
	if current.is_file() and current.read_text(encoding="utf-8").strip() == name:
		current.unlink()
	click.echo(f"Dropped {name}" + (f"; its backup is in {archived}" if archived else ""))


@click.command("install-app")
@click.argument("apps", nargs=-1, required=True)
@click.pass_obj
def install_app(bench: Bench, apps: tuple[str, ...]) -> None:
	"""Install apps on a site."""
	from banco import install

	with bench.site() as site:
		for app in apps:
			done = install.install_app(site, app)
			click.echo(f"Installed {', '.join(done)}" if done else f"{app} is installed already")


@click.command("list-apps")
@click.pass_obj
def list_apps(bench: Bench) -> None:
	"""List the apps installed on a site."""
	with bench.context(write=False) as context:
		for app, version in context.db.sql(
			"select app_name, app_version from `tabInstalled Application` order by idx"
		):
			click.echo(f"{app} {version}")


@click.command()
@click.option("--if-needed", is_flag=True, help="Do nothing when no file of the apps has changed since.")
@click.pass_obj
def migrate(bench: Bench, if_needed: bool) -> None:
	"""Bring a site's schema and data in line with its apps; may be run again at any time."""
	from banco.migrate import is_up_to_date
	from banco.migrate import migrate as migrate_site

	with bench.site() as site:
		if not (if_needed and is_up_to_date(site)):
			migrate_site(site, click.echo)


@click.command()
@click.option("--path", "folder", type=click.Path(path_type=Path), help="Folder for the archive.")
@click.pass_obj
def backup(bench: Bench, folder: Path | None) -> None:
	"""Write a backup of a site: database, settings and files, checked after writing."""
	from banco.backup import backup as take

	with bench.site() as site:
		click.echo(take(site, folder))


@click.command()
@click.argument("archive", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--force", is_flag=True, help="Replace the data of a site that exists.")
@click.pass_obj
def restore(bench: Bench, archive: Path, force: bool) -> None:
	"""Put a backup in the place of a site; it must not be served meanwhile."""
	from banco.backup import restore as put_back
	from banco.cli import default_site

	sites_path = bench.sites_path
	name = bench.chosen or default_site(sites_path)
	put_back(archive, sites_path, name, force).close()
	click.echo(f"Restored {name} from {archive}: run `banco --site {name} migrate` if the apps are newer")


def _set_default(sites_path: Path, name: str) -> None:
	(sites_path / "currentsite.txt").write_text(f"{name}\n", encoding="utf-8")


COMMANDS = (new_site, drop_site, install_app, list_apps, migrate, backup, restore)
