"""The desk: contacts, appointments, rooms, and who reads what."""

from datetime import timedelta
from typing import Any

import frappe
from frappe.utils import add_days, getdate, now_datetime
from sostegno_abitare.access import roles as r
from sostegno_abitare.calendar import feed
from sostegno_abitare.community import desk
from sostegno_abitare.community.doctype.contact_point.contact_point import PointInUseError
from sostegno_abitare.community.doctype.front_office_appointment import front_office_appointment as app
from sostegno_abitare.community.doctype.front_office_contact import front_office_contact as foc
from sostegno_abitare.community.doctype.room_booking import room_booking as rb
from sostegno_abitare.housing.territory import MunicipalityOfOtherAgreementError

from .factories import AGREEMENT, HOME, NEXT
from .front_office import CODE, FrontOfficeCase


class TestContact(FrontOfficeCase):
	"""requirement: VA-02, VA-04"""

	def test_agreement_and_municipality_are_of_the_point(self):
		made = self.contact(agreement="ALTRO")
		self.assertEqual((made.agreement, made.municipality), (AGREEMENT, HOME))
		self.assertEqual(made.operator, self.operator)
		self.assertEqual(self.contact(municipality=NEXT).municipality, NEXT)
		far = self.make.municipality("Comune di Prova Lontano")
		self.assertRefused(MunicipalityOfOtherAgreementError, self.contact, municipality=far)

	def test_a_contact_has_happened(self):
		soon = now_datetime() + timedelta(hours=1)
		self.assertRefused(foc.ContactInFutureError, self.contact, contact_on=str(soon))
		self.assertRefused(foc.DurationError, self.contact, minutes=481)

	def test_who_is_called_back_can_be(self):
		call = {"outcome": "To Be Called Back"}
		tomorrow = add_days(getdate(), 1)
		self.assertRefused(foc.NoWayToCallBackError, self.contact, **call)
		yesterday = add_days(getdate(), -1)
		self.assertRefused(foc.NoWayToCallBackError, self.contact, **call, call_back_on=yesterday)
		self.assertRefused(foc.NoWayToCallBackError, self.contact, **call, call_back_on=tomorrow, phone="")
		self.assertTrue(self.contact(**call, call_back_on=tomorrow, phone="", email="ada@example.com").name)
		elsewhere = {"outcome": "Sent to Another Service"}
		self.assertRefused(foc.ReceiverMissingError, self.contact, **elsewhere)
		self.assertTrue(self.contact(**elsewhere, sent_to=self.make.organisation()).name)

	def test_a_closed_point_takes_nobody_new(self):
		made = self.contact()
		frappe.db.set_value("Contact Point", self.point, "disabled", 1)
		self.assertRefused(desk.ClosedPointError, self.contact)
		self.assertRefused(desk.ClosedPointError, self.appointment, 9)
		self.change(made, answer="Si corregge ancora")

	def test_a_point_with_contacts_keeps_its_agreement(self):
		self.make.agreement("PROVA2")
		point = frappe.get_doc("Contact Point", self.point)
		self.contact()
		point.agreement = "PROVA2"
		self.assertRefused(PointInUseError, point.save)


class TestPerson(FrontOfficeCase):
	"""requirement: VA-02, BO-05"""

	def setUp(self):
		super().setUp()
		self.ada = self.make.person(first_name="Ada", residence_municipality=HOME)
		self.ada.db_set("fiscal_code", CODE)

	def test_only_who_sees_a_person_names_one(self):
		self.assertRefused(desk.OutOfSightError, self.contact, person=self.ada.name)
		made = self.contact(self.coordinator, person=self.ada.name, full_name="")
		self.assertEqual(made.full_name, self.ada.full_name)
		blank = self.contact()
		linked = self.change(blank, self.coordinator, person=self.ada.name)
		self.assertEqual(linked.full_name, "Ada Prova (demo)")
		self.change(linked, self.operator, answer="La persona resta")

	def test_what_follows_takes_the_person_along(self):
		made = self.contact(self.coordinator, person=self.ada.name)
		given = self.appointment(9, contact=made.name)
		self.assertEqual(given.person, self.ada.name)
		opened = self.request(contact=made.name, fiscal_code="")
		self.assertEqual(opened.person, self.ada.name)
		self.assertFalse(opened.fiscal_code, "an operator does not read it from the person")
		own = self.request(
			user=self.coordinator, contact=made.name, fiscal_code="", lease_registration="altro"
		)
		self.assertEqual(own.fiscal_code, CODE)


class TestAppointment(FrontOfficeCase):
	"""requirement: VA-02"""

	def test_half_an_hour_unless_written(self):
		made = self.appointment(9)
		self.assertEqual(desk.span_of(made)[1] - desk.span_of(made)[0], timedelta(minutes=30))

	def test_an_operator_receives_one_at_a_time(self):
		first = self.appointment(9)
		message = self.assertRefused(app.OperatorBusyError, self.appointment, 9, 29)
		self.assertIn(first.name, message)
		self.assertRefused(app.OperatorBusyError, self.appointment, 8, 45)
		self.assertRefused(app.OperatorBusyError, self.appointment, 8, ends_on=self.at(11))
		self.appointment(9, 30)
		self.appointment(8, 30)
		self.appointment(9, user=self.colleague)

	def test_a_cancelled_one_frees_the_hour_and_comes_back_only_where_free(self):
		first = self.appointment(9)
		self.change(first, status="Cancelled")
		second = self.appointment(9, 15)
		self.assertRefused(app.OperatorBusyError, self.change, first, status="Scheduled")
		self.change(second, starts_on=self.at(10), ends_on=self.at(11))
		self.assertEqual(self.change(first, status="Scheduled").status, "Scheduled")

	def test_what_is_moved_or_given_to_another_is_checked_again(self):
		first, second = self.appointment(9), self.appointment(10)
		self.assertRefused(app.OperatorBusyError, self.change, second, starts_on=self.at(9, 15))
		other = self.appointment(9, user=self.colleague)
		self.assertRefused(app.OperatorBusyError, self.change, other, operator=self.operator)
		self.change(first, starts_on=self.at(9, 5))

	def test_status_goes_with_the_time(self):
		yesterday: dict[str, Any] = {"starts_on": self.at(9, days=-1)}
		self.assertRefused(app.AppointmentInPastError, self.appointment, 9, **yesterday)
		self.assertEqual(self.appointment(9, **yesterday, status="Took Place").status, "Took Place")
		self.assertRefused(app.NotYetError, self.appointment, 9, status="Missed")
		with self.assertRaises(desk.TimeError):
			self.appointment(9, ends_on=self.at(8))
		self.assertRefused(desk.TimeError, self.appointment, 9, ends_on=self.at(9, days=4))
		self.assertRefused(desk.TimeError, self.appointment, 9, ends_on=self.at(13, 1))

	def test_on_call_people_meet_somewhere(self):
		point = self.contact_point("A chiamata", kind="On Call", address="").name
		self.assertRefused(app.PlaceMissingError, self.appointment, 9, contact_point=point)
		self.assertTrue(self.appointment(9, contact_point=point, place="Biblioteca").name)


class TestRooms(FrontOfficeCase):
	"""requirement: VA-10"""

	def test_a_room_is_given_once(self):
		room = self.room().name
		first = self.booking(room, 9)
		message = self.assertRefused(rb.RoomTakenError, self.booking, room, 9, user=self.colleague)
		self.assertIn(first.name, message)
		self.assertRefused(rb.RoomTakenError, self.booking, room, 8, 4)
		self.booking(room, 10)
		self.booking(self.room("Altra").name, 9)
		self.act(first, "Call Off")
		self.booking(room, 9, user=self.colleague)

	def test_the_own_room_is_confirmed_at_once_and_another_by_the_coordinator(self):
		self.assertEqual(self.booking(self.room().name, 9).workflow_state, "Confirmed")
		hall = self.room("Sala", use="Conferences and Courses", reserved=0).name
		asked = self.booking(hall, 9)
		self.assertEqual(asked.workflow_state, "Requested")
		self.assertRefused(rb.RoomTakenError, self.booking, hall, 9)
		with self.assertRaises(frappe.ValidationError):
			self.act(asked, "Confirm", self.operator)
		self.assertRefused(rb.AnswerMissingError, self.act, asked, "Decline", self.coordinator)
		self.assertEqual(self.act(asked, "Confirm", self.coordinator).workflow_state, "Confirmed")
		made = frappe.get_doc({"doctype": "Room Booking", "workflow_state": "Confirmed"})
		self.assertRefused(rb.MustStartAsRequestedError, made.validate_state)

	def test_a_declined_one_frees_the_room(self):
		hall = self.room("Sala", reserved=0).name
		asked = self.change(self.booking(hall, 9), answer="Convegno del Comune")
		self.act(asked, "Decline", self.coordinator)
		self.booking(hall, 9)

	def test_a_room_for_its_use(self):
		room = self.room("Stanza 16", use="Short Internal Meetings", seats=4).name
		self.assertRefused(rb.InternalRoomError, self.booking, room, 9, open_to_public=1)
		self.assertRefused(rb.RoomTooSmallError, self.booking, room, 9, attendees=5)
		self.booking(room, 9, attendees=4)
		frappe.db.set_value("Service Room", room, "disabled", 1)
		self.assertRefused(rb.RoomClosedError, self.booking, room, 12)

	def test_hours_that_are_over_are_noted_by_the_coordinator_alone(self):
		room = self.room().name
		over: dict[str, Any] = {"starts_on": self.at(9, days=-1), "ends_on": self.at(10, days=-1)}
		self.assertRefused(rb.BookingInPastError, self.booking, room, 9, **over)
		self.booking(room, 9, user=self.coordinator, **over)

	def test_a_booking_is_its_makers(self):
		made = self.booking(self.room().name, 9)
		self.assertRefused(rb.NotYourBookingError, self.change, made, self.colleague, purpose="Altro")
		self.change(made, self.coordinator, purpose="Altro")

	def test_what_costs_nothing_is_no_share(self):
		room = self.room(yearly_cost=500, coparticipation=1, cost_from="2026-01-01")
		self.assertEqual(room.coparticipation, 1)
		room.yearly_cost = 0
		room.save()
		self.assertEqual(room.coparticipation, 0)


class TestWhoReads(FrontOfficeCase):
	"""requirement: BO-05, VA-02"""

	PERSONAL = ("Front Office Contact", "Front Office Appointment", "Help Request")

	def setUp(self):
		super().setUp()
		here: dict[str, Any] = {"municipality": HOME}
		there: dict[str, Any] = {"municipality": NEXT}
		self.here = {self.contact(**here).name, self.appointment(9, **here).name, self.request(**here).name}
		self.there = {
			self.contact(**there).name,
			self.appointment(10, **there).name,
			self.request(**there).name,
		}

	def seen(self, user):
		with self.as_user(user):
			return {name for doctype in self.PERSONAL for name in frappe.get_list(doctype, pluck="name")}

	def test_names_and_requests_by_role_and_place(self):
		self.assertEqual(self.seen(self.operator) & (self.here | self.there), self.here | self.there)
		self.assertEqual(self.seen(self.coordinator) & (self.here | self.there), self.here | self.there)
		self.assertEqual(self.seen(self.worker) & (self.here | self.there), self.here)
		self.assertEqual(self.seen(self.neighbour) & (self.here | self.there), self.there)
		self.make.agreement("PROVA2")
		stranger = self.make.user("prova.altrove@example.com", r.FRONT_OFFICE_OPERATOR, agreement="PROVA2")
		self.assertEqual(self.seen(stranger) & (self.here | self.there), set())

	def test_the_rest_reads_none(self):
		for role in set(r.ALL_ROLES) - {
			r.FRONT_OFFICE_OPERATOR,
			r.COORDINATOR,
			r.SOCIAL_WORKER,
			r.PROGRAMME_ADMINISTRATOR,
		}:
			user = self.make.user(f"prova.{frappe.scrub(role)}@example.com", role, agreement=AGREEMENT)
			for doctype in self.PERSONAL:
				self.assertFalse(frappe.has_permission(doctype, "read", user=user), f"{role} {doctype}")


class TestOwnCalendar(FrontOfficeCase):
	"""requirement: VA-02"""

	def test_own_hours_by_code_and_place(self):
		mine = self.appointment(9)
		others = self.appointment(9, user=self.colleague)
		gone = self.change(self.appointment(11), status="Cancelled")
		booked = self.booking(self.room().name, 14, 2)
		kinds = dict.fromkeys(("sessions", "evictions", "reviews"), 0)
		with self.as_user(self.operator):
			found = feed.entries({**kinds, "appointments": 1, "user": self.operator})
		summaries = {entry.summary: entry for entry in found}
		self.assertEqual(len(found), 2)
		self.assertTrue(any(name.endswith(f" {mine.name}, {self.point}") for name in summaries))
		text = " ".join(summaries)
		self.assertNotIn(others.name, text)
		self.assertNotIn(gone.name, text)
		self.assertNotIn("Ada", text)
		room = next(entry for entry in found if booked.name in entry.summary)
		self.assertEqual((room.at, room.lasts), ("14:00", timedelta(hours=2)))
