/** What the server sends, as far as the desk reads it. Names and shapes are those of Frappe's documents. */

export interface DocField {
	fieldname: string
	fieldtype: string
	label?: string
	options?: string
	reqd?: 0 | 1
	hidden?: 0 | 1
	read_only?: 0 | 1
	bold?: 0 | 1
	permlevel?: number
	default?: string
	description?: string
	depends_on?: string
	mandatory_depends_on?: string
	read_only_depends_on?: string
	collapsible?: 0 | 1
	collapsible_depends_on?: string
	in_list_view?: 0 | 1
	in_standard_filter?: 0 | 1
	fetch_from?: string
	fetch_if_empty?: 0 | 1
	allow_on_submit?: 0 | 1
	set_only_once?: 0 | 1
	no_copy?: 0 | 1
	is_virtual?: 0 | 1
	unique?: 0 | 1
	non_negative?: 0 | 1
	precision?: string | number
	length?: number
	columns?: number
	placeholder?: string
	link_filters?: string
	ignore_user_permissions?: 0 | 1
	only_select?: 0 | 1
	allow_in_quick_entry?: 0 | 1
	show_days?: 0 | 1
	show_seconds?: 0 | 1
	idx?: number
	[key: string]: unknown
}

export interface DocPerm {
	role: string
	permlevel?: number
	if_owner?: 0 | 1
	[right: string]: unknown
}

export interface WorkflowTransition {
	state: string
	action: string
	next_state: string
	allowed: string
	[key: string]: unknown
}

export interface Workflow {
	name: string
	document_type: string
	workflow_state_field: string
	is_active?: 0 | 1
	states: {
		state: string
		doc_status: string | number
		allow_edit: string
		style?: string
		is_optional_state?: 0 | 1
	}[]
	transitions: WorkflowTransition[]
}

export interface DocType {
	name: string
	module?: string
	istable?: 0 | 1
	issingle?: 0 | 1
	is_submittable?: 0 | 1
	editable_grid?: 0 | 1
	quick_entry?: 0 | 1
	track_changes?: 0 | 1
	allow_rename?: 0 | 1
	autoname?: string
	naming_rule?: string
	title_field?: string
	image_field?: string
	search_fields?: string
	sort_field?: string
	sort_order?: string
	description?: string
	max_attachments?: number
	in_create?: 0 | 1
	fields: DocField[]
	permissions?: DocPerm[]
	states?: { title: string; color: string }[]
	__js?: string
	__js_hash?: string
	__list_js?: string
	__workflow_docs?: Workflow[]
	[key: string]: unknown
}

export interface Doc {
	doctype: string
	name: string
	docstatus?: 0 | 1 | 2
	idx?: number
	owner?: string
	creation?: string
	modified?: string
	modified_by?: string
	parent?: string
	parentfield?: string
	parenttype?: string
	__islocal?: 0 | 1
	__unsaved?: 0 | 1
	// A document's own fields are known only from its doctype.
	// eslint-disable-next-line @typescript-eslint/no-explicit-any
	[fieldname: string]: any
}

export interface FileRow {
	name: string
	file_name: string
	file_url: string
	is_private?: 0 | 1
	file_size?: number
	creation?: string
	owner?: string
}

export interface CommentRow {
	name: string
	content: string
	owner?: string
	comment_by?: string
	comment_type?: string
	creation: string
}

export interface VersionRow {
	name: string
	owner: string
	creation: string
	data: string
}

export interface DocInfo {
	attachments?: FileRow[]
	comments?: CommentRow[]
	workflow_logs?: CommentRow[]
	assignment_logs?: CommentRow[]
	versions?: VersionRow[]
	assignments?: { name: string; owner: string; description?: string; status?: string }[]
	permissions?: Record<string, 0 | 1 | boolean>
	user_info?: Record<string, { fullname?: string; full_name?: string; email?: string; image?: string }>
	[key: string]: unknown
}

export interface BootDoctype {
	name: string
	label?: string
	module?: string
	issingle?: 0 | 1
	istable?: 0 | 1
	icon?: string
	title_field?: string
	show_title_field_in_link?: 0 | 1
	search_fields?: string
	is_submittable?: 0 | 1
	quick_entry?: 0 | 1
	/** The program alone makes such documents. */
	in_create?: 0 | 1
	[key: string]: unknown
}

export interface WorkspaceLink {
	type: string
	label: string
	link_type?: string
	link_to?: string
	doc_view?: string
	stats_filter?: string
	format?: string
	color?: string
	url?: string
	hidden?: 0 | 1
}

export interface Workspace {
	name: string
	title?: string
	label?: string
	icon?: string
	module?: string
	public?: 0 | 1
	sequence_id?: number
	content?: string
	shortcuts?: WorkspaceLink[]
	links?: WorkspaceLink[]
}

export interface Boot {
	user: {
		name: string
		full_name?: string
		email?: string
		roles?: string[]
		language?: string
		image?: string
	}
	lang?: string
	csrf_token?: string
	sitename?: string
	app_title?: string
	time_zone?: string
	number_format?: string
	float_precision?: number
	currency_precision?: number
	date_format?: string
	currency?: string
	max_file_size?: number
	/** Where the pictures under a map come from, with {z}, {x} and {y}; empty for none. */
	map_tiles?: string
	map_credit?: string
	can?: Record<string, string[]>
	doctypes?: BootDoctype[]
	workspaces?: Workspace[]
	workflows?: Workflow[]
	workflow_state_styles?: Record<string, string>
	versions?: Record<string, string>
	/** Per doctype, the one value that this user's permissions leave for links to it. */
	user_defaults?: Record<string, string>
	translations_hash?: string
	[key: string]: unknown
}
