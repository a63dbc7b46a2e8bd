const ROOM = "banco.office.backups";

async function listBackups() {
	const { message } = await frappe.call({ method: `${ROOM}.list_backups`, type: "GET" });
	const language = document.documentElement.lang;
	const rows = message.map(({ name, made, size }) => {
		const moment = new Date(made * 1000).toLocaleString(language, { dateStyle: "short", timeStyle: "short" });
		const megabytes = (size / 1e6).toLocaleString(language, { maximumFractionDigits: 1 });
		return `<tr><td>${moment}</td><td>${megabytes} MB</td><td><code>${name}</code></td></tr>`;
	});
	const head = ["Made on", "Size", "File"].map((label) => `<th>${__(label)}</th>`).join("");
	const where = __("They are kept on the server, in private/backups of the site, and put back with {0}.", [
		"<code>banco restore</code>",
	]);
	frappe.msgprint({
		title: __("Backups"),
		message: rows.length
			? `<table><thead><tr>${head}</tr></thead><tbody>${rows.join("")}</tbody></table><p>${where}</p>`
			: __("No backup has been made yet."),
	});
}

frappe.ui.form.on("System Settings", {
	refresh(frm) {
		frm.add_custom_button(__("Back Up Now"), async () => {
			await frappe.call({ method: `${ROOM}.back_up` });
			frappe.show_alert({
				message: __("The backup is being made: find it in Backups when it is done."),
				indicator: "green",
			});
		});
		frm.add_custom_button(__("Backups"), listBackups);
	},
});
