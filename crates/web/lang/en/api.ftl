# The page about the API.
api-docs = The API
api-docs-about = Programs read and write matters at these addresses. The description for machines (OpenAPI 3.1):
api-docs-who = Filing public matters, sending files, types, public figures and the log need no token. All else takes Authorization: Bearer; a resident follows one matter with its number and the header Receipt-Code.
api-docs-shapes = Shapes
api-docs-takes = Parameters
api-docs-answers = Answers
