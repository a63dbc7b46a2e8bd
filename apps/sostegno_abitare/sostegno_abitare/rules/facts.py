"""What an eligibility rule can speak of.

`FACTS` is the one list of names an administrator may write in a rule; the form of the rule shows it. A fact
that is not known is None: a rule that needs it then asks for the data instead of refusing the household.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from .periods import years_between

ADULT_AGE = 18
OLDER_AGE = 65
EVICTIONS = ("Eviction for Arrears", "Eviction for End of Lease", "Eviction for Owner's Necessity")
PROCEDURES = (*EVICTIONS, "Foreclosure")


@dataclass(frozen=True)
class Fact:
	"""A name usable in rules, the English label of it, a sample for checking, whether it is special-category
	(R52).
	"""

	name: str
	label: str
	sample: Any
	special: bool = False


_DAY = date(2018, 3, 1)
FACTS: tuple[Fact, ...] = (
	Fact("referral_date", "Referral date", _DAY),
	Fact("origin", "Origin of the referral", "Social Service"),
	Fact("municipality", "Referring municipality", "Segrate"),
	Fact("action_open", "The action is open on the referral date", True),
	Fact("procedure_type", "Procedure", "Eviction for Arrears"),
	Fact("under_procedure", "Under eviction or foreclosure", True),
	Fact("evicted", "Under eviction", True),
	Fact("notice_date", "Notice date", _DAY),
	Fact("validation_date", "Validation date", _DAY),
	Fact("execution_date", "Execution date", _DAY),
	Fact("days_to_execution", "Days from referral to execution", 90),
	Fact("tenure", "Tenure", "Private Rent"),
	Fact("monthly_rent", "Monthly rent", 600.0),
	Fact("arrears", "Arrears", 1800.0),
	Fact("urgency", "Urgency", "Urgent"),
	Fact("in_emergency", "In emergency", False),
	Fact("awaiting_stable_solution", "Awaiting a stable solution", True),
	Fact("accepts_project", "Willing to follow a project", True),
	Fact("privacy_notice_given", "Privacy notice given", True),
	Fact("residence_municipality", "Municipality of residence", "Segrate"),
	Fact("residence_province", "Province of residence", "MI"),
	Fact("residence_region", "Region of residence", "Lombardia"),
	Fact("residence_since", "Resident since", _DAY),
	Fact("resident_in_agreement", "Resident in a municipality of the agreement", True),
	Fact("household_size", "Members of the household", 4),
	Fact("adults", "Adults", 2),
	Fact("minors", "Minors", 2),
	Fact("men", "Adult men", 1),
	Fact("women", "Adult women", 1),
	Fact("over_65", "Members over 65", 0),
	Fact("youngest_adult_age", "Age of the youngest adult", 38),
	Fact("oldest_adult_age", "Age of the oldest adult", 41),
	Fact("mother_with_children", "One woman alone with minors", False),
	Fact("reference_age", "Age of the reference person", 41),
	Fact("reference_sex", "Sex of the reference person", "Male"),
	Fact("net_monthly_income", "Net monthly income", 1200.0),
	Fact("rent_to_income", "Rent as percent of the income", 50.0),
	Fact("isee_presented", "ISEE presented", True),
	Fact("isee", "ISEE", 9000.0),
	Fact("ise", "ISE", 18000.0),
	Fact("isee_expired", "ISEE expired on the referral date", False),
	Fact("asylum_applicant", "An asylum applicant in the household", False, special=True),
	Fact("disabled_member", "A member with a disability", False, special=True),
	Fact("pregnant_member", "A pregnant member", False, special=True),
)
BY_NAME: dict[str, Fact] = {fact.name: fact for fact in FACTS}


def build(
	referral: Mapping[str, Any],
	household: Mapping[str, Any],
	members: Iterable[Mapping[str, Any]],
	residence: Mapping[str, Any],
	agreement_municipalities: Iterable[str],
	action_open: bool,
) -> dict[str, Any]:
	"""Every fact of a referral on its own date.

	`members` are the persons in the household that day (birth_date, sex, is_reference, asylum_applicant,
	disability, pregnancy); `residence` is the municipality of residence (name, province, region). Dates are
	`date`, amounts euros.
	"""
	members = list(members)
	return {
		**_referral_facts(referral, action_open),
		**_residence_facts(household, residence, agreement_municipalities),
		**_composition_facts(members, referral["referral_date"]),
		**_income_facts(referral, household),
		"asylum_applicant": any(member.get("asylum_applicant") for member in members),
		"disabled_member": any(member.get("disability") for member in members),
		"pregnant_member": any(member.get("pregnancy") for member in members),
	}


def _referral_facts(referral: Mapping[str, Any], action_open: bool) -> dict[str, Any]:
	procedure, execution = referral.get("procedure_type") or None, referral.get("execution_date")
	plain = ("origin", "municipality", "tenure", "urgency", "notice_date", "validation_date")
	flags = ("awaiting_stable_solution", "accepts_project", "privacy_notice_given")
	return {
		**{name: referral.get(name) or None for name in plain},
		**{name: bool(referral.get(name)) for name in flags},
		"referral_date": referral["referral_date"],
		"action_open": action_open,
		"procedure_type": procedure,
		"under_procedure": procedure in PROCEDURES if procedure else None,
		"evicted": procedure in EVICTIONS if procedure else None,
		"execution_date": execution,
		"days_to_execution": (execution - referral["referral_date"]).days if execution else None,
		"arrears": float(referral.get("arrears") or 0),
		"in_emergency": referral.get("urgency") == "Emergency",
	}


def _residence_facts(
	household: Mapping[str, Any], residence: Mapping[str, Any], municipalities: Iterable[str]
) -> dict[str, Any]:
	name = residence.get("name")
	return {
		"residence_municipality": name,
		"residence_province": residence.get("province") or None,
		"residence_region": residence.get("region") or None,
		"residence_since": household.get("residence_since"),
		"resident_in_agreement": name in set(municipalities) if name else None,
	}


def _composition_facts(members: list[Mapping[str, Any]], day: date) -> dict[str, Any]:
	ages = [
		years_between(member["birth_date"], day) if member.get("birth_date") else None for member in members
	]
	reference = next((index for index, member in enumerate(members) if member.get("is_reference")), None)
	facts: dict[str, Any] = {
		"household_size": len(members),
		"reference_age": ages[reference] if reference is not None else None,
		"reference_sex": (members[reference].get("sex") or None) if reference is not None else None,
	}
	return {**facts, **_age_facts(members, ages)}


def _age_facts(members: list[Mapping[str, Any]], ages: list[int | None]) -> dict[str, Any]:
	names = (
		"adults",
		"minors",
		"men",
		"women",
		"over_65",
		"youngest_adult_age",
		"oldest_adult_age",
		"mother_with_children",
	)
	known = [age for age in ages if age is not None]
	if len(known) < len(ages) or not ages:
		return dict.fromkeys(names)
	adults = [age for age in known if age >= ADULT_AGE]
	sexes = [member.get("sex") for member, age in zip(members, known, strict=True) if age >= ADULT_AGE]
	minors = len(known) - len(adults)
	men, women = (sexes.count("Male"), sexes.count("Female")) if all(sexes) else (None, None)
	return {
		"adults": len(adults),
		"minors": minors,
		"men": men,
		"women": women,
		"over_65": sum(age >= OLDER_AGE for age in known),
		"youngest_adult_age": min(adults, default=None),
		"oldest_adult_age": max(adults, default=None),
		"mother_with_children": (len(adults) == women == 1 and minors > 0) if women is not None else None,
	}


def _income_facts(referral: Mapping[str, Any], household: Mapping[str, Any]) -> dict[str, Any]:
	income = float(household.get("net_monthly_income") or 0) if household.get("income_declared") else None
	rent = float(referral.get("monthly_rent") or 0) or None
	presented, expiry = bool(household.get("isee_presented")), household.get("isee_expiry")
	return {
		"net_monthly_income": income,
		"monthly_rent": rent,
		"rent_to_income": rent / income * 100 if rent and income else None,
		"isee_presented": presented,
		"isee": float(household.get("isee_value") or 0) if presented else None,
		"ise": float(household.get("ise_value") or 0) if presented else None,
		"isee_expired": expiry < referral["referral_date"] if presented and expiry else None,
	}
