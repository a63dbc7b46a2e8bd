const OPEN_CASES = ["Assessed", "To Commission", "Waiting", "Accepted", "Taken in Charge"];
const INSIDE = ["Running", "Extended"];

frappe.ui.form.on("Stay", {
	setup(frm) {
		frm.set_query("referral", () => ({ filters: [["workflow_state", "in", OPEN_CASES]] }));
		frm.set_query("unit", () => ({
			filters: [
				["agreement", "=", frm.doc.agreement || ""],
				["workflow_state", "in", ["Available", "Reserved", "Occupied", "Void"]],
			],
		}));
		frm.set_query("hospitality_agreement", () => ({
			filters: { referral: frm.doc.referral || "", unit: frm.doc.unit || "" },
		}));
	},
	refresh(frm) {
		if (frm.is_new()) return;
		if (["Draft", "Proposed", "Signed"].includes(frm.doc.workflow_state)) prepare_entry(frm);
		if (INSIDE.includes(frm.doc.workflow_state)) {
			frm.add_custom_button(__("Stay Extension"), () => ask(frm, "Stay Extension"), __("Ask the Commission For"));
			frm.add_custom_button(__("Early Discharge"), () => ask(frm, "Early Discharge"), __("Ask the Commission For"));
			frm.add_custom_button(__("Write the Exit"), () => write_exit(frm));
		}
	},
});

// What the entry still needs, told before somebody stands at the door.
function prepare_entry(frm) {
	frappe.call({ method: "sostegno_abitare.housing.doctype.stay.stay.readiness", args: { stay: frm.doc.name } }).then((r) => {
		const { text, ready } = r.message;
		frm.set_intro(text, ready ? "green" : "orange");
	});
	if (!frm.doc.hospitality_agreement && frappe.model.can_create("Hospitality Agreement")) {
		frm.add_custom_button(
			__("Hospitality Agreement"),
			() =>
				frappe.new_doc("Hospitality Agreement", {
					referral: frm.doc.referral,
					unit: frm.doc.unit,
					start_date: frm.doc.entry_date,
				}),
			__("Create")
		);
	}
}

function ask(frm, kind) {
	frappe.prompt(
		[
			{ fieldname: "request_date", fieldtype: "Date", label: __("Asked Until"), reqd: 1, description: __("The new day of exit") },
			{ fieldname: "request_reason", fieldtype: "Small Text", label: __("Reason of the Request"), reqd: 1 },
		],
		(values) => {
			frm.set_value("request_kind", kind);
			frm.set_value("request_date", values.request_date);
			frm.set_value("request_reason", values.request_reason);
			frm.save();
		},
		__(kind),
		__("Ask")
	);
}

function write_exit(frm) {
	const destination = frm.fields_dict.destination.df.options;
	frappe.prompt(
		[
			{ fieldname: "exit_date", fieldtype: "Date", label: __("Exit Date"), reqd: 1, default: frappe.datetime.get_today() },
			{ fieldname: "destination", fieldtype: "Select", label: __("Destination"), reqd: 1, options: destination },
		],
		(values) => {
			frm.set_value("exit_date", values.exit_date);
			frm.set_value("destination", values.destination);
			frm.save();
		},
		__("Exit"),
		__("Save")
	);
}
