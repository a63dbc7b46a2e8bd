import type it from "../it/workflow"

const en: Record<keyof typeof it, string> = {
	"workflow.actions": "Proceed",
	"workflow.ask": "<b>{action}</b>: the state goes from <b>{from}</b> to <b>{to}</b>.",
	"workflow.ask_dirty":
		"Your changes are saved, then <b>{action}</b>: the state goes from <b>{from}</b> to <b>{to}</b>.",
	"workflow.done": "New state: {state}",
	"workflow.panel": "Diagram and check",
	"workflow.diagram": "Diagram of the workflow",
	"workflow.help":
		"Move states with the mouse or, on the keyboard, with the arrow keys; Enter opens a state. To add an action drag from the edge of one state to that of another. The diagram shows what stands in the tables of states and transitions.",
	"workflow.add_state": "Add state",
	"workflow.add_action": "Add action",
	"workflow.sound": "Every state can be reached and left, and every action has somebody who can take it.",
	"workflow.unchecked": "The check failed: it is tried again after the next change.",
	"workflow.show_documents": "Show the documents",
	"workflow.node": "State {state}. Actions: {ways}",
	"workflow.no_ways": "none",
	"workflow.states": "States",
	"workflow.steps": "Actions",
	"workflow.zoom_in": "Zoom in",
	"workflow.zoom_out": "Zoom out",
	"workflow.fit": "Show all",

	"words.title": "Names in English",
	"words.help": "How states and actions read here. Empty: the name is shown as it is.",
	"words.kept": "Wording changed",
	"words.label": "How it reads in English",
	"words.label_help": "Holds at once wherever this wording appears; empty: the label is shown.",
	"words.change": "Change the wording",
}

export default en
