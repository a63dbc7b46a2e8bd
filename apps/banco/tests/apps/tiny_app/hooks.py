app_name = "tiny_app"
app_title = "Tiny"

before_install = "tiny_app.setup.before_install"
after_install = "tiny_app.setup.after_install"
before_migrate = ["tiny_app.setup.before_migrate"]
after_migrate = ["tiny_app.setup.after_migrate"]
before_tests = "tiny_app.setup.before_tests"
doc_events = {"Tree": {"on_update": "tiny_app.setup.note_tree"}}
fixtures = ["Tree", {"dt": "Role", "filters": [["name", "like", "Gard%"]]}]
