"""The loader on a small invented service: what it writes, what it leaves alone, how it refuses."""

import shutil
from pathlib import Path
from tempfile import mkdtemp
from unittest import mock

import frappe
from sostegno_abitare.services import users
from sostegno_abitare.services.errors import LoadError, Problem
from sostegno_abitare.services.load import load, load_service, names_of_services
from sostegno_abitare.services.write import Report
from sostegno_abitare.tests.base import AppTestCase

SERVICE = "prova"
WORKER = f"assistente.provetta{users.DOMAIN}"
FILES = {
	"10_municipality.csv": "municipality_name;region\nProvetta;Lombardia\nProvetta Alta;Lombardia\n",
	"20_network_organisation.csv": "organisation_name;kind\nEnte Provetta;Social District\n",
	"30_service_agreement.csv": (
		"code;title;authority;start_date;end_date;total_amount;vat_regime;# nota\n"
		"PROVETTA;Prova;Ente Provetta;01/01/2020;2022-12-31;100,10;Price, VAT excluded;inventata\n"
	),
	"30_service_agreement.municipalities.csv": "code;municipality\nPROVETTA;Provetta\nPROVETTA;Provetta Alta\n",
	"40_agreement_action.csv": (
		"name;agreement;code;title;budget\nPROVETTA-A1;PROVETTA;A1;Uno;33,37\nPROVETTA-A2;PROVETTA;A2;Due;66,73\n"
	),
	"40_agreement_action.unit_targets.csv": "name;unit_type;required_units\nPROVETTA-A1;Studio;2\n",
	"50_steps.csv": "doctype;key;action;status\nService Agreement;PROVETTA;Save;Active\n",
	"60_eligibility_rule.csv": (
		"name;action;title;valid_from;met_when;message\n"
		'PROVETTA-R1;PROVETTA-A1;Residenza;2020-01-01;"residence_region == ""Lombardia""";Non risiede in Lombardia\n'
	),
	"70_users.csv": (
		"email;first_name;last_name;roles;municipalities;agreements\n"
		f"{WORKER};Assistente;Provetta (demo);Social Worker;Provetta;\n"
	),
	"80_person.csv": f"name;by;last_name;first_name;residence_municipality\nPROVETTA-P1;{WORKER};Provetta (demo);Ada;Provetta\n",
}
WRITTEN = (
	"Municipality",
	"Network Organisation",
	"Service Agreement",
	"Agreement Action",
	"Eligibility Rule",
	"User",
	"Person",
)


class TestLoad(AppTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.root = Path(mkdtemp())
		self.addCleanup(shutil.rmtree, self.root)
		for file, text in FILES.items():
			self.write(file, text)
		# So that no test touches the site's configuration file.
		patch = mock.patch.dict(frappe.conf, {users.CONFIG_KEY: "Provetta-9-cavalli"})
		patch.start()
		self.addCleanup(patch.stop)

	def write(self, file: str, text: str, encoding: str = "utf-8") -> None:
		path = self.root / SERVICE / file
		path.parent.mkdir(exist_ok=True)
		path.write_text(text, encoding=encoding)

	def change(self, file: str, old: str, new: str) -> None:
		self.assertIn(old, FILES[file])
		self.write(file, FILES[file].replace(old, new))

	def load(self, update: bool = False) -> Report:
		return load_service(self.root, SERVICE, update=update)

	def counts(self) -> dict[str, int]:
		return {doctype: frappe.db.count(doctype) for doctype in WRITTEN}

	def refused(self) -> Problem:
		"""Loading fails and leaves no trace."""
		before = self.counts()
		with self.assertRaises(LoadError) as caught:
			self.load()
		self.assertEqual(self.counts(), before)
		self.assertEqual(frappe.session.user, "Administrator")
		return caught.exception.problems[0]

	def test_writes_what_the_files_say(self) -> None:
		report = self.load()
		self.assertEqual(
			dict(report.loaded),
			{
				"Municipality": 2,
				"Network Organisation": 1,
				"Service Agreement": 1,
				"Agreement Action": 2,
				"Eligibility Rule": 1,
				"User": 1,
				"Person": 1,
			},
		)
		self.assertEqual(report.steps, 1)
		agreement = frappe.get_doc("Service Agreement", "PROVETTA")
		self.assertEqual((agreement.status, agreement.total_amount), ("Active", 100.10))
		self.assertEqual(
			[row.municipality for row in agreement.municipalities], ["Provetta", "Provetta Alta"]
		)
		target = frappe.get_doc("Agreement Action", "PROVETTA-A1").unit_targets[0]
		self.assertEqual((target.unit_type, target.required_units), ("Studio", 2))

	def test_people_are_entered_by_who_would_enter_them(self) -> None:
		self.load()
		self.assertEqual(frappe.db.get_value("Person", "PROVETTA-P1", "owner"), WORKER)
		self.assertEqual(frappe.session.user, "Administrator")
		self.assertEqual(
			frappe.get_all("User Permission", filters={"user": WORKER}, pluck="for_value"), ["Provetta"]
		)

	def test_second_load_changes_nothing(self) -> None:
		self.load()
		agreement = frappe.db.get_value("Service Agreement", "PROVETTA", "modified")
		again = self.load()
		self.assertFalse(again.changed)
		self.assertEqual(again.different, [])
		self.assertEqual(sum(again.unchanged.values()), 10)
		self.assertEqual(frappe.db.get_value("Service Agreement", "PROVETTA", "modified"), agreement)

	def test_a_change_made_on_the_site_wins_unless_asked_otherwise(self) -> None:
		self.load()
		frappe.get_doc("Agreement Action", "PROVETTA-A1").update({"title": "Cambiata"}).save()
		report = self.load()
		self.assertFalse(report.changed)
		self.assertIn("40_agreement_action.csv", report.different[0])
		self.assertIn("title", report.different[0])
		self.assertEqual(self.load(update=True).updated["Agreement Action"], 1)
		self.assertEqual(frappe.db.get_value("Agreement Action", "PROVETTA-A1", "title"), "Uno")
		self.assertFalse(self.load(update=True).changed)

	def test_faults_in_the_files_are_told_with_their_cell(self) -> None:
		for file, old, new, row, column in (
			("30_service_agreement.csv", "end_date", "fine", 1, "fine"),
			("30_service_agreement.csv", "100,10", "cento", 2, "total_amount"),
			("30_service_agreement.csv", "100,10", "1.000", 2, "total_amount"),
			("30_service_agreement.csv", "01/01/2020", "01/13/2020", 2, "start_date"),
			("30_service_agreement.csv", "Price, VAT excluded", "IVA esclusa", 2, "vat_regime"),
			("30_service_agreement.csv", "Ente Provetta", "Ente Ignoto", 2, "authority"),
			("30_service_agreement.csv", "PROVETTA;Prova", "PROVETTA;", 2, "title"),
			(
				"30_service_agreement.municipalities.csv",
				"PROVETTA;Provetta Alta",
				"ALTRA;Provetta Alta",
				3,
				"code",
			),
			(
				"30_service_agreement.municipalities.csv",
				"PROVETTA;Provetta Alta",
				"PROVETTA;Atlantide",
				3,
				"municipality",
			),
			("40_agreement_action.csv", "PROVETTA-A2;", "PROVETTA-A1;", 3, "name"),
			("40_agreement_action.csv", "PROVETTA-A2;", ";", 3, "name"),
			("40_agreement_action.csv", "PROVETTA-A2;", "PROVETTA-A9;", 3, "name"),
			("50_steps.csv", "PROVETTA;", "ALTRA;", 2, "key"),
			("50_steps.csv", "Service Agreement", "Convenzione", 2, "doctype"),
			("50_steps.csv", "status", "stato", 2, "stato"),
			("50_steps.csv", "Save", "", 2, "action"),
			("70_users.csv", "Assistente", "", 2, "first_name"),
		):
			with self.subTest(f"{file}: {new}"):
				self.change(file, old, new)
				problem = self.refused()
				self.assertEqual(
					(problem.file, problem.row, problem.field), (f"{SERVICE}/{file}", row, column)
				)
				self.write(file, FILES[file])

	def test_the_rules_of_the_documents_hold_for_the_files_too(self) -> None:
		for file, old, new, row in (
			("10_municipality.csv", "Provetta;Lombardia", "Provetta;", 2),
			("40_agreement_action.csv", "66,73", "66,72", None),
			("60_eligibility_rule.csv", "residence_region ==", "__import__ ==", 2),
			("60_eligibility_rule.csv", "residence_region ==", "residence_region =", 2),
			("70_users.csv", users.DOMAIN, "@comune.example.org", 2),
			("70_users.csv", "Social Worker", "Sindaco", 2),
			("70_users.csv", ";Provetta;", ";Atlantide;", 2),
			("80_person.csv", "Ada;Provetta", "Ada;Provetta Alta", 2),
			("80_person.csv", WORKER, f"nessuno{users.DOMAIN}", 2),
		):
			with self.subTest(f"{file}: {new}"):
				self.change(file, old, new)
				problem = self.refused()
				expected = f"{SERVICE}/{'50_steps.csv' if row is None else file}"
				self.assertEqual((problem.file, problem.row), (expected, row or 2))
				self.assertNotIn("<", problem.reason)
				self.write(file, FILES[file])

	def test_an_action_the_workflow_does_not_have_is_refused(self) -> None:
		self.write("90_steps.csv", "by;doctype;key;action\n;Agreement Action;PROVETTA-A1;Abolish\n")
		self.assertEqual(self.refused().row, 2)

	def test_a_file_that_is_nothing_known_is_told(self) -> None:
		self.write("90_unicorno.csv", "name\nx\n")
		self.assertEqual(self.refused().file, f"{SERVICE}/90_unicorno.csv")

	def test_a_table_the_document_does_not_have_is_told(self) -> None:
		self.write("40_agreement_action.stanze.csv", "name\nPROVETTA-A1\n")
		self.assertEqual(self.refused().file, f"{SERVICE}/40_agreement_action.stanze.csv")

	def test_a_file_in_another_encoding_is_told(self) -> None:
		self.write("20_network_organisation.csv", "organisation_name;kind\nUnità;Other\n", encoding="cp1252")
		self.assertEqual(self.refused().row, 2)

	def test_every_fault_of_the_files_is_told_at_once(self) -> None:
		self.change("30_service_agreement.csv", "100,10", "cento")
		self.change("40_agreement_action.csv", "66,73", "sessanta")
		with self.assertRaises(LoadError) as caught:
			self.load()
		self.assertEqual(len(caught.exception.problems), 2)

	def test_folders_without_services_are_told(self) -> None:
		for root, service in ((self.root / "manca", None), (self.root / SERVICE, None), (self.root, "altra")):
			with self.subTest(service), self.assertRaises(LoadError):
				names_of_services(root, service)

	def test_what_is_shared_comes_first(self) -> None:
		shutil.copytree(self.root / SERVICE, self.root / "common")
		shutil.copytree(self.root / SERVICE, self.root / "altra")
		self.assertEqual(names_of_services(self.root), ["common", "altra", SERVICE])
		self.assertEqual(names_of_services(self.root, SERVICE), ["common", SERVICE])

	def test_the_command_ends_with_an_error_and_keeps_the_site_as_it_was(self) -> None:
		self.change("40_agreement_action.csv", "66,73", "66,72")
		before = self.counts()
		with mock.patch("sys.stderr"), self.assertRaises(SystemExit) as caught:
			load(str(self.root))
		self.assertEqual(caught.exception.code, 1)
		self.assertEqual(self.counts(), before)
