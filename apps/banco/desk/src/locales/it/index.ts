/** The desk's own texts in Italian, by part of the desk. Labels and messages of the site come from its translations. */
import account from "./account"
import administration from "./administration"
import common from "./common"
import fields from "./fields"
import form from "./form"
import home from "./home"
import imports from "./import"
import list from "./list"
import planning from "./planning"
import report from "./report"
import shell from "./shell"
import workflow from "./workflow"

export default {
	...account,
	...administration,
	...common,
	...fields,
	...form,
	...home,
	...imports,
	...list,
	...planning,
	...report,
	...shell,
	...workflow,
}
