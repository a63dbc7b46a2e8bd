-- The tables that belong to no doctype.
create table if not exists `tabSingles` (
	doctype varchar(140) collate nocase not null, field varchar(140) not null, value longtext,
	primary key (doctype, field)
);
create table if not exists `tabSeries` (
	name varchar(140) collate nocase not null primary key, current bigint(20) not null default 0
);
create table if not exists `tabDefaultValue` (
	name integer primary key, parent varchar(140) collate nocase, parenttype varchar(140),
	defkey varchar(140) collate nocase, defvalue longtext
);
create index if not exists `tabDefaultValue:parent` on `tabDefaultValue` (parent, defkey);
create table if not exists `__Auth` (
	doctype varchar(140) collate nocase not null, name varchar(255) collate nocase not null,
	fieldname varchar(140) not null, password longtext, encrypted int(1) not null default 0,
	primary key (doctype, name, fieldname)
);
create table if not exists `__UserSettings` (
	user varchar(180) collate nocase not null, doctype varchar(180) collate nocase not null, data longtext,
	primary key (user, doctype)
);
create table if not exists `tabSessions` (
	sid text primary key, user text not null, csrf_token text not null, creation real not null,
	lastupdate real not null, ipaddress text, user_agent text
);
create index if not exists `tabSessions_user` on `tabSessions` (user);
