"""Exit 1 unless the web server of this container says that it can work. Called by docker-compose.yml."""

import os
import sys
from http import HTTPStatus
from http.client import HTTPConnection

connection = HTTPConnection("127.0.0.1", 8000, timeout=8)
connection.request("GET", "/sante/", headers={"Host": os.environ["ALLOWED_HOSTS"].split(",")[0].lstrip(".")})
sys.exit(connection.getresponse().status != HTTPStatus.OK)
