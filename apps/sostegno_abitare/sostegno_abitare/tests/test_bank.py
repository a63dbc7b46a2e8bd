"""A bank's statements taken in and matched: each once, whoever asks and however often."""

import frappe
from frappe.utils import getdate
from sostegno_abitare.funds.bank import matching, reading, taking
from sostegno_abitare.funds.doctype.bank_movement.bank_movement import MovementIsFinalError
from sostegno_abitare.funds.doctype.bank_statement import bank_statement as s
from sostegno_abitare.funds.doctype.dedicated_account import dedicated_account as a
from sostegno_abitare.programme.amounts import AmountError, RequestRepeatedError

from .bank_factory import OWNER_IBAN, BankFactory, told
from .bank_files import IBAN, camt_file, csv_file, entry
from .base import AppTestCase
from .factories import AGREEMENT
from .rent_factory import month


class BankTestCase(AppTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.make: BankFactory = BankFactory()
		self.make.terms()
		self.account = self.make.account()

	def sublease(self):
		return self.make.sublease(start_date=month(6), monthly_charges=40, due_day=5)

	def head(self, iban=OWNER_IBAN):
		head = self.make.head_lease(start_date=month(6), due_day=5)
		frappe.db.set_value("Property Owner", head.property_owner, "iban", iban)
		return head

	def rows(self, doctype, **filters):
		return frappe.get_all(
			doctype, filters=filters, fields=["*"], order_by="name asc", limit_page_length=0
		)


class TestAccount(BankTestCase):
	def test_codes_are_checked(self):
		self.assertRefused(a.AccountIbanError, self.make.account, iban=IBAN[:-1] + "7")
		self.assertRefused(a.AccountIbanError, self.make.account, iban=OWNER_IBAN, bic="NO")
		form = {"payment_format": "CBIPaymentRequest.00.04.01"}
		self.assertRefused(a.CucMissingError, self.make.account, iban=OWNER_IBAN, cuc="AB", **form)
		self.assertEqual(self.make.account(iban=OWNER_IBAN, cuc="ab12cd34", **form).cuc, "AB12CD34")
		self.assertRefused(AmountError, self.make.account, iban=OWNER_IBAN, opening_balance=1.234)

	def test_the_iban_stays_once_movements_stand_on_it(self):
		self.account.iban = OWNER_IBAN
		self.account.save()
		self.account.iban = IBAN
		self.account.save()
		self.make.movements(self.account, told(100))
		self.account.iban = OWNER_IBAN
		self.assertRefused(a.AccountIbanError, self.account.save)


class TestStatement(BankTestCase):
	def test_a_draft_shows_what_was_read_and_a_submitted_one_takes_it_in(self):
		content = camt_file(entry(42_000) + entry(-52_000), 100_000, 90_000)
		doc = self.make.statement(self.account, content, submit=False)
		self.assertEqual(
			(
				doc.file_format,
				doc.movements,
				doc.credits,
				doc.debits,
				doc.opening_balance,
				doc.closing_balance,
			),
			(reading.CAMT, 2, 420, -520, 1_000, 900),
		)
		self.assertFalse(self.rows("Bank Movement", statement=doc.name))
		doc.submit()
		doc.reload()
		self.assertEqual((doc.status, doc.added, doc.known, doc.off_by), ("Done", 2, 0, 0))
		found = self.rows("Bank Movement", statement=doc.name)
		self.assertEqual([row.amount for row in found], [420, -520])
		self.assertEqual({row.agreement for row in found}, {AGREEMENT})
		self.assertEqual(found[0].name, f"{self.account.name}-000001")

	def test_balances_that_the_movements_do_not_make(self):
		for closing in (90_001, 89_999, -90_000):
			with self.subTest(closing=closing):
				content = camt_file(entry(-10_000), 100_000, closing)
				self.assertRefused(reading.StatementBalanceError, self.make.statement, self.account, content)
		self.assertFalse(self.rows("Bank Statement", account=self.account.name))

	def test_the_same_file_and_the_same_movements_add_nothing(self):
		one = entry(100, bank_reference="B1") + entry(200, text="a") + entry(200, text="a")
		self.make.statement(self.account, camt_file(one, 0, 500))
		message = self.assertRefused(
			s.StatementReadAlreadyError, self.make.statement, self.account, camt_file(one, 0, 500)
		)
		self.assertIn("BS-", message)
		more = self.make.statement(self.account, camt_file(one + entry(7), 0, 507, number="EC-2"))
		self.assertEqual((more.added, more.known, more.off_by), (1, 3, 0))
		self.assertEqual(frappe.db.count("Bank Movement", {"account": self.account.name}), 4)

	def test_a_missing_statement_shows(self):
		self.make.statement(self.account, camt_file(entry(100), 0, 100))
		later = entry(50, day="2026-11-05")
		doc = self.make.statement(self.account, camt_file(later, 300, 350, number="EC-3"))
		self.assertEqual(doc.off_by, 2)

	def test_a_csv_without_balances_goes_on_from_what_is_known(self):
		self.make.statement(self.account, camt_file(entry(100, day="2026-09-01"), 0, 100))
		content = csv_file([("05/10/2026", "", "-0,30", "commissioni", "")])
		message = self.assertRefused(
			reading.StatementBalanceError, self.make.statement, self.account, content
		)
		self.assertIn("0,70", message)
		doc = self.make.statement(self.account, content, closing_balance=0.70)
		self.assertEqual((doc.file_format, doc.opening_balance, doc.off_by), (reading.CSV, 1, 0))

	def test_columns_of_the_account_s_own(self):
		self.account.update({"csv_booked_on": "Giorno", "csv_amount": "Euro", "csv_remittance": "Che cosa"})
		self.account.save()
		content = "Giorno;Euro;Che cosa\n2026-10-05;1,234.56;società\n".encode("cp1252")
		doc = self.make.statement(self.account, content, closing_balance=1_234.56)
		[row] = self.rows("Bank Movement", statement=doc.name)
		self.assertEqual((row.amount, row.remittance), (1_234.56, "società"))

	def test_files_that_are_refused_leave_nothing(self):
		other = camt_file(entry(1), 0, 1, iban=OWNER_IBAN)
		bomb = b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'
		for content in (other, bomb, b"<broken", b"Data;Importo;x\n", b"\x00\x01\x02", b"hello"):
			with self.subTest(content=content[:20]):
				message = self.assertRefused(
					reading.StatementFileError, self.make.statement, self.account, content
				)
				self.assertTrue(message.startswith("Statement File: "))
		missing = {"account": self.account.name, "file": "/private/files/nessuno.xml"}
		self.assertRefused(reading.StatementFileError, self.make.document, "Bank Statement", **missing)
		self.assertFalse(self.rows("Bank Statement", account=self.account.name))

	def test_a_request_sent_twice_is_one_statement(self):
		content = camt_file(entry(1), 0, 1)
		self.make.statement(self.account, content, submit=False, request_id="r1")
		self.assertRefused(
			RequestRepeatedError, self.make.statement, self.account, content, submit=False, request_id="r1"
		)

	def test_taken_back_its_movements_are_gone_unless_somebody_decided(self):
		[row] = self.make.movements(self.account, told(100))
		doc = frappe.get_doc("Bank Statement", row.statement)
		sublease = self.sublease()
		row.append("matches", {"target_type": "Sublease", "target": sublease.name, "amount": 1})
		row.save()
		matching.confirm(row.name)
		self.assertRefused(s.MovementsDecidedError, doc.cancel)
		matching.undo(row.name)
		doc.reload()
		doc.cancel()
		self.assertFalse(frappe.db.exists("Bank Movement", row.name))
		self.assertFalse(self.rows("Bank Match", parent=row.name))
		again = self.make.movements(self.account, told(100))
		self.assertEqual(len(again), 1)

	def test_many_movements_are_left_to_the_background(self):
		before, taking.AT_ONCE = taking.AT_ONCE, 1
		try:
			doc = self.make.statement(self.account, camt_file(entry(1) + entry(2), 0, 3))
		finally:
			taking.AT_ONCE = before
		if doc.status == "Queued":
			taking.do(doc.name)
			doc.reload()
		self.assertEqual((doc.status, doc.added), ("Done", 2))
		doc.take_again()
		self.assertEqual(frappe.db.count("Bank Movement", {"account": self.account.name}), 2)


class TestMovement(BankTestCase):
	def rent(self, cents=42_000, **values):
		"""A sublease with two open months, and a movement that tells the older one's reference."""
		self.contract = self.sublease()
		first, self.second = self.make.asked(self.contract, 2, 1)
		self.due = first
		values = values or {"text": f"Affitto {first.payment_reference}"}
		[row] = self.make.movements(self.account, told(cents, **values))
		return row

	def test_a_rent_is_proposed_confirmed_and_undone(self):
		row = self.rent()
		self.assertEqual((row.state, row.certainty), ("Proposed", "Certain"))
		self.assertEqual([(m.target, m.amount) for m in row.matches], [(self.due.name, 420)])
		done = row.confirm()
		self.assertEqual(done, {"state": "Matched", "next": None})
		row.reload()
		self.assertEqual((row.state, row.decided_by), ("Matched", "Administrator"))
		[match] = row.matches
		payment = frappe.get_doc(match.made_type, match.made)
		self.assertEqual((payment.docstatus, payment.amount, payment.contract), (1, 420, self.contract.name))
		self.assertEqual(getdate(payment.payment_date), getdate(row.booked_on))
		self.assertEqual(self.make.open_of(self.contract), [0, 42_000])
		row.undo()
		row.reload()
		self.assertEqual((row.state, row.certainty, row.matches[0].made), ("Proposed", "Certain", None))
		self.assertEqual(self.make.open_of(self.contract), [42_000, 42_000])
		row.confirm()
		self.assertEqual(self.make.open_of(self.contract), [0, 42_000])

	def test_confirmed_twice_it_is_one_payment(self):
		row = self.rent()
		for _ in range(3):
			self.assertEqual(matching.confirm(row.name).state, "Matched")
		self.assertEqual(len(self.rows("Rent Payment", contract=self.contract.name)), 1)
		matching.undo(row.name)
		self.assertEqual(matching.undo(row.name).state, "Proposed")

	def test_what_is_over_goes_to_the_months_after(self):
		row = self.rent(50_000)
		self.assertEqual((row.certainty, row.matches[0].target), ("Probable", self.due.name))
		matching.confirm(row.name)
		self.assertEqual(self.make.open_of(self.contract), [0, 34_000])

	def test_a_name_alone_is_probable_and_the_oldest_month(self):
		tenant = frappe.db.get_value("Sublease", self.sublease().name, "tenant_name")
		row = self.rent(text="bonifico", name=tenant)
		self.assertEqual((row.state, row.certainty), ("Proposed", "Probable"))

	def test_a_person_names_what_it_is(self):
		row = self.rent(text="nulla", name="Nessuno", cents=41_999)
		self.assertEqual(row.state, "Open")
		self.assertRefused(matching.MatchError, row.confirm)
		row.append("matches", {"target_type": "Rent Due", "target": self.due.name, "amount": 400})
		row.save()
		self.assertEqual(row.state, "Proposed")
		self.assertRefused(matching.MatchError, row.confirm)
		row.append("matches", {"target_type": "Sublease", "target": self.contract.name, "amount": 19.99})
		row.save()
		matching.confirm(row.name)
		self.assertEqual(self.make.open_of(self.contract), [1, 42_000])
		row.reload()
		row.matches[0].amount = 1
		self.assertRefused(matching.MovementDecidedError, row.save)

	def test_what_the_bank_told_stays(self):
		row = self.rent()
		row.update(
			{"amount": 1, "booked_on": "2020-01-01", "state": "Matched", "certainty": "", "title": "x"}
		)
		row.save()
		row.reload()
		self.assertEqual((row.amount, row.state, row.certainty), (420, "Proposed", "Certain"))
		self.assertRefused(MovementIsFinalError, row.delete)
		copy = frappe.copy_doc(row)
		copy.name = "prova"
		self.assertRefused(MovementIsFinalError, copy.insert)

	def test_charges_are_no_payment_of_ours(self):
		[row] = self.make.movements(self.account, told(-250, text="commissioni"))
		self.assertEqual(row.ignore()["state"], "Ignored")
		self.assertEqual(row.ignore()["state"], "Ignored")
		self.assertRefused(matching.MatchError, row.confirm)
		self.assertEqual(row.undo()["state"], "Open")

	def test_of_a_confirmation_that_fails_nothing_stays(self):
		row = self.rent()
		row.matches[0].target = "RD-none"
		row.flags.ignore_links = True
		row.save()
		self.assertRefused(frappe.DoesNotExistError, row.confirm)
		row.reload()
		self.assertEqual(row.state, "Proposed")

	def test_a_payment_cancelled_elsewhere_sets_its_movement_free(self):
		row = self.rent()
		matching.confirm(row.name)
		row.reload()
		frappe.get_doc("Rent Payment", row.matches[0].made).cancel()
		row.reload()
		self.assertEqual((row.state, row.certainty, row.matches[0].made), ("Proposed", "Certain", None))

	def test_another_of_those_it_may_be(self):
		row = self.rent()
		others = row.others()
		self.assertEqual(others[0]["target"], self.due.name)
		self.assertIn("its reference is in the movement", others[0]["why"])
		self.assertEqual(row.choose("Rent Due", self.second.name)["state"], "Proposed")
		matching.confirm(row.name)
		self.assertEqual(self.make.open_of(self.contract), [42_000, 0])

	def test_the_certain_ones_at_once(self):
		sublease = self.sublease()
		dues = self.make.asked(sublease, 2, 1)
		rows = self.make.movements(
			self.account,
			*(told(42_000, text=due.payment_reference, bank_reference=due.name) for due in dues),
			told(42_000, text=f"ancora {dues[0].payment_reference}", bank_reference="due volte"),
			told(-100, text="spese"),
		)
		done, failures = matching.confirm_certain([row.name for row in rows])
		self.assertEqual((done, failures), (3, []))
		self.assertEqual(self.make.open_of(sublease), [0, 0])
		states = [frappe.db.get_value("Bank Movement", row.name, "state") for row in rows]
		self.assertEqual(states, ["Matched"] * 3 + ["Open"])

	def test_what_is_waited_for_now_is_proposed_anew(self):
		row = self.rent()
		self.make.payment(self.contract, 420)
		self.assertEqual(matching.look_again([row.name]), 1)
		row.reload()
		self.assertEqual((row.certainty, row.matches[0].target), ("Probable", self.second.name))
		self.make.payment(self.contract, 420)
		self.assertEqual(matching.look_again([row.name]), 0)
		row.reload()
		self.assertEqual((row.state, len(row.matches)), ("Open", 0))
