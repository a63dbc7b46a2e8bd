export default {
	"field.required": "(obbligatorio)",

	"link.placeholder": "Cerca…",
	"link.loading": "Ricerca in corso…",
	"link.none": "Nessun risultato",
	"link.failed": "Ricerca non riuscita, riprova",
	"link.no_target": "Scegli prima il tipo di documento",
	"link.create": "Crea nuova scheda: {doctype}",
	"link.open": "Apri {name}",

	"date.clear": "Svuota",
	"date.today": "Oggi",
	"date.open": "Scegli la data",
	"date.previous": "Mese precedente",
	"date.next": "Mese successivo",
	"date.pattern": "{format}",
	"date.dd": "gg",
	"date.mm": "mm",
	"date.yyyy": "aaaa",

	"time.pattern": "hh:mm",
	"time.of": "{label}, ora",

	"problem.date": "Data non valida: scrivila come {example}",
	"problem.time": "Ora non valida: scrivila come 09:30",
	"problem.number": "Non è un numero: usa la virgola per i decimali, come 1.234,56",
	"problem.whole": "Serve un numero intero",
	"problem.negative": "Non può essere negativo",
	"problem.email": "Indirizzo e-mail non valido",
	"problem.link": "«{text}» non è nell'elenco: scegli una voce o svuota il campo",
	"problem.missing": "{label}: campo obbligatorio",
	"problem.required": "Campo obbligatorio",
}
