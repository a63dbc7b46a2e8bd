frappe.ui.form.on("RQ Job", {
	refresh(frm) {
		const call = (label, method) =>
			frm.add_custom_button(__(label), () =>
				frappe
					.call({ method: `banco.jobs.queue.${method}`, args: { name: frm.doc.name } })
					.then(() => frm.reload_doc())
			);
		if (["failed", "canceled"].includes(frm.doc.status)) call("Run Again", "retry");
		if (["queued", "started"].includes(frm.doc.status)) call("Stop Job", "stop");
	},
});
