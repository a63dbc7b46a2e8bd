from banco.document import Document
from banco.modules import import_app


class InstalledApplication(Document):
	def validate(self) -> None:
		import_app(self.app_name)  # a site that lists an app it has not does not start any more
