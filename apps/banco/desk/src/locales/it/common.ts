export default {
	loading: "Caricamento in corso",

	"action.cancel": "Annulla",
	"action.close": "Chiudi",
	"action.confirm": "Conferma",
	"action.delete": "Elimina",
	"action.done": "Fatto",
	"action.duplicate": "Duplica",
	"action.new": "Nuova scheda",
	"action.ok": "Ho capito",
	"action.retry": "Riprova",
	"action.save": "Salva",

	"ask.title": "Conferma",

	"message.title": "Messaggio",

	"chips.remove": "Togli {name}",

	"error.title": "Operazione non riuscita",
	"error.unexpected":
		"Si è verificato un errore imprevisto. Riprova; se continua, avvisa chi amministra il sistema.",
	"error.offline":
		"Il server non risponde. Controlla la connessione: quello che hai scritto resta qui, riprova tra poco.",
	"error.forbidden": "Non hai il permesso per questa operazione.",
	"error.missing": "Il documento non esiste più oppure è stato rinominato.",
	"error.large": "Il contenuto inviato è troppo grande.",
	"error.throttled": "Troppe richieste in poco tempo. Attendi qualche istante e riprova.",
	"error.server":
		"Il server ha avuto un problema e non ha salvato nulla. Riprova; se continua, avvisa chi amministra il sistema.",

	"leave.title": "Modifiche non salvate",
	"leave.text": "Se esci adesso, quello che hai scritto andrà perso.",
	"leave.go": "Esci senza salvare",
	"leave.stay": "Resta qui",

	"page.home": "Torna alla pagina iniziale",
	"page.offline": "Nessuna connessione",
	"page.offline_text": "Il server non risponde. Controlla la connessione e riprova.",
	"page.forbidden": "Accesso non consentito",
	"page.forbidden_text":
		"Non hai il permesso di vedere questa pagina. Se ti serve per il tuo lavoro, chiedilo a chi amministra il sistema.",
	"page.missing": "Pagina non trovata",
	"page.missing_text": "L'indirizzo non porta a nessun documento: forse è stato eliminato o rinominato.",
	"page.failed": "Qualcosa non ha funzionato",
	"page.failed_text":
		"Il server ha avuto un problema. Riprova; se continua, avvisa chi amministra il sistema.",

	"progress.title": "Lavoro in corso",
	"progress.done": "{title}: concluso",
	"progress.failed": "Un lavoro avviato da te non è riuscito. Avvisa l'amministratore se si ripete.",

	"level.error": "Errore",
	"level.warning": "Avvertenza",

	"status.draft": "Bozza",
	"status.submitted": "Confermato",
	"status.cancelled": "Annullato",
	"status.enabled": "Attivo",
	"status.disabled": "Non attivo",

	"standard.name": "Codice",
	"standard.owner": "Creato da",
	"standard.creation": "Creato il",
	"standard.modified": "Modificato il",
	"standard.modified_by": "Modificato da",
	"standard.docstatus": "Stato",

	"value.yes": "Sì",
	"value.no": "No",
	"value.rows": "{n} righe",
	"value.rows_one": "1 riga",

	"script.failed": "Una parte automatica di questo modulo non ha funzionato. Puoi continuare a lavorare.",

	"text.toolbar": "Formattazione del testo",
	"text.bold": "Grassetto",
	"text.italic": "Corsivo",
	"text.underline": "Sottolineato",
	"text.heading": "Titolo",
	"text.bullets": "Elenco puntato",
	"text.numbers": "Elenco numerato",
	"text.quote": "Citazione",
	"text.undo": "Annulla l'ultima modifica",
}
