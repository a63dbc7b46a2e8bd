/** Which control edits which type of field. */
import { type Component, defineAsyncComponent } from "vue"
import AttachControl from "./AttachControl.vue"
import CheckControl from "./CheckControl.vue"
import DateControl from "./DateControl.vue"
import DatetimeControl from "./DatetimeControl.vue"
import LinkControl from "./LinkControl.vue"
import MultiSelectControl from "./MultiSelectControl.vue"
import NumberControl from "./NumberControl.vue"
import PasswordControl from "./PasswordControl.vue"
import SelectControl from "./SelectControl.vue"
import TextareaControl from "./TextareaControl.vue"
import TextControl from "./TextControl.vue"
import TimeControl from "./TimeControl.vue"

const RichTextControl = defineAsyncComponent(() => import("./RichTextControl.vue"))

const CONTROLS: Record<string, Component> = {
	Data: TextControl,
	Phone: TextControl,
	"Small Text": TextareaControl,
	Text: TextareaControl,
	"Long Text": TextareaControl,
	Code: TextareaControl,
	JSON: TextareaControl,
	"HTML Editor": TextareaControl,
	"Markdown Editor": TextareaControl,
	"Text Editor": RichTextControl,
	Int: NumberControl,
	"Long Int": NumberControl,
	Float: NumberControl,
	Currency: NumberControl,
	Percent: NumberControl,
	Duration: NumberControl,
	Check: CheckControl,
	Select: SelectControl,
	Date: DateControl,
	Datetime: DatetimeControl,
	Time: TimeControl,
	Link: LinkControl,
	"Dynamic Link": LinkControl,
	Attach: AttachControl,
	"Attach Image": AttachControl,
	Password: PasswordControl,
	"Table MultiSelect": MultiSelectControl,
}

export function controlFor(fieldtype: string): Component {
	return CONTROLS[fieldtype] ?? TextControl
}
