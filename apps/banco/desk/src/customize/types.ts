/** The types of field that an administrator is offered, in the order of use; each has its words in the locales. */
import type { TextKey } from "@/i18n"

export interface FieldKind {
	fieldtype: string
	label: TextKey
	help: TextKey
	/** What its options mean, where it needs some. */
	options?: "choices" | "doctype"
}

export const KINDS: FieldKind[] = [
	{ fieldtype: "Data", label: "kind.Data", help: "kind.Data_help" },
	{ fieldtype: "Small Text", label: "kind.Small", help: "kind.Small_help" },
	{ fieldtype: "Select", label: "kind.Select", help: "kind.Select_help", options: "choices" },
	{ fieldtype: "Check", label: "kind.Check", help: "kind.Check_help" },
	{ fieldtype: "Date", label: "kind.Date", help: "kind.Date_help" },
	{ fieldtype: "Datetime", label: "kind.Datetime", help: "kind.Datetime_help" },
	{ fieldtype: "Int", label: "kind.Int", help: "kind.Int_help" },
	{ fieldtype: "Float", label: "kind.Float", help: "kind.Float_help" },
	{ fieldtype: "Currency", label: "kind.Currency", help: "kind.Currency_help" },
	{ fieldtype: "Link", label: "kind.Link", help: "kind.Link_help", options: "doctype" },
	{ fieldtype: "Attach", label: "kind.Attach", help: "kind.Attach_help" },
	{ fieldtype: "Text Editor", label: "kind.Editor", help: "kind.Editor_help" },
	{ fieldtype: "Section Break", label: "kind.Section", help: "kind.Section_help" },
	{ fieldtype: "Column Break", label: "kind.Column", help: "kind.Column_help" },
	{ fieldtype: "Tab Break", label: "kind.Tab", help: "kind.Tab_help" },
]
