/**
 * `depends_on` and its kin: a field's name, or `eval:` and an expression. The expressions are read by jsep
 * and worked out here, so that the page needs no `eval` and an expression reaches nothing but its scope.
 */
import jsep from "jsep"

export type Scope = Record<string, unknown>

const BINARY: Record<string, (a: never, b: never) => unknown> = {
	// Frappe's expressions are JavaScript: loose comparison is what their authors mean.
	"==": (a, b) => a == b,
	"!=": (a, b) => a != b,
	"===": (a, b) => a === b,
	"!==": (a, b) => a !== b,
	"<": (a, b) => a < b,
	"<=": (a, b) => a <= b,
	">": (a, b) => a > b,
	">=": (a, b) => a >= b,
	"+": (a, b) => a + b,
	"-": (a, b) => a - b,
	"*": (a, b) => a * b,
	"/": (a, b) => a / b,
	"%": (a, b) => a % b,
}

const UNARY: Record<string, (a: never) => unknown> = {
	"!": (a) => !a,
	"-": (a) => -a,
	"+": (a) => +a,
	typeof: (a) => typeof a,
}

jsep.addUnaryOp("typeof")
jsep.addBinaryOp("in", 7)
jsep.addBinaryOp("??", 1)

const FORBIDDEN = new Set(["__proto__", "constructor", "prototype"])
const parsed = new Map<string, jsep.Expression | null>()

/** The value of an expression; undefined where it cannot be read or worked out. */
export function evaluate(source: string, scope: Scope): unknown {
	const tree = read(source)
	if (!tree) return undefined
	try {
		return work(tree, scope)
	} catch {
		return undefined
	}
}

/** Whether a `depends_on` holds for a document. An empty rule holds. */
export function holds(rule: string | undefined, scope: Scope & { doc: Record<string, unknown> }): boolean {
	if (!rule) return true
	if (rule.startsWith("eval:")) return truthy(evaluate(rule.slice(5), scope))
	return truthy(scope.doc[rule.trim()])
}

/** Whether a rule can be worked out at all: an expression that parses, or the name of one of these fields. */
export function isRule(rule: string, fieldnames: Set<string>): boolean {
	return rule.startsWith("eval:") ? read(rule.slice(5)) !== null : fieldnames.has(rule.trim())
}

function truthy(value: unknown): boolean {
	return Array.isArray(value) ? value.length > 0 : Boolean(value)
}

function read(source: string): jsep.Expression | null {
	if (!parsed.has(source)) {
		try {
			parsed.set(source, jsep(source.trim().replace(/;+\s*$/, "")))
		} catch {
			parsed.set(source, null)
		}
	}
	return parsed.get(source)!
}

function work(node: jsep.Expression, scope: Scope): unknown {
	switch (node.type) {
		case "Literal":
			return (node as jsep.Literal).value
		case "Identifier":
			return identifier((node as jsep.Identifier).name, scope)
		case "MemberExpression":
			return member(node as jsep.MemberExpression, scope).value
		case "CallExpression":
			return invoke(node as jsep.CallExpression, scope)
		case "UnaryExpression": {
			const { operator, argument } = node as jsep.UnaryExpression
			return UNARY[operator](work(argument, scope) as never)
		}
		case "BinaryExpression":
			return binary(node as jsep.BinaryExpression, scope)
		case "ConditionalExpression": {
			const { test, consequent, alternate } = node as jsep.ConditionalExpression
			return work(work(test, scope) ? consequent : alternate, scope)
		}
		case "ArrayExpression":
			return (node as jsep.ArrayExpression).elements.map((entry) => entry && work(entry, scope))
		default:
			throw new Error(`${node.type} is not offered in an expression`)
	}
}

function identifier(name: string, scope: Scope): unknown {
	if (name === "undefined") return undefined
	if (Object.hasOwn(scope, name)) return scope[name]
	throw new Error(`${name} is not known`)
}

function binary({ operator, left, right }: jsep.BinaryExpression, scope: Scope): unknown {
	const first = work(left, scope)
	if (operator === "&&") return first && work(right, scope)
	if (operator === "||") return first || work(right, scope)
	if (operator === "??") return first ?? work(right, scope)
	const second = work(right, scope)
	if (operator === "in") return Object.hasOwn(Object(second), String(first))
	if (!(operator in BINARY)) throw new Error(`${operator} is not offered in an expression`)
	return BINARY[operator](first as never, second as never)
}

function member({ object, property, computed, optional }: jsep.MemberExpression, scope: Scope) {
	const owner = work(object, scope)
	const key = computed ? work(property, scope) : (property as jsep.Identifier).name
	if (FORBIDDEN.has(String(key))) throw new Error(`${key} is not offered in an expression`)
	if (owner === null || owner === undefined) {
		if (optional) return { owner, value: undefined }
		throw new Error(`nothing to read ${key} from`)
	}
	return { owner, value: (owner as Record<string, unknown>)[String(key)] }
}

function invoke({ callee, arguments: given }: jsep.CallExpression, scope: Scope): unknown {
	const values = given.map((argument) => work(argument, scope))
	const { owner, value } =
		callee.type === "MemberExpression"
			? member(callee as jsep.MemberExpression, scope)
			: { owner: undefined, value: work(callee, scope) }
	if (typeof value !== "function") throw new Error("only a function can be called")
	return value.apply(owner, values)
}
