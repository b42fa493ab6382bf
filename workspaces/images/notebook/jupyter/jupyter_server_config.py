"""JupyterLab behind the platform's proxy: below the workspace's path, open to who has its token."""
import os
import sys

c = get_config()  # noqa: F821 (Jupyter defines it)

TOKEN = "/run/secrets/heddle-app"

try:
    with open(TOKEN, encoding="utf-8") as file:
        token = file.read().strip()
except OSError as failure:
    sys.exit(f"heddle-workspace: {TOKEN} cannot be read ({failure.strerror}), expected the token of the application")
if len(token) < 16:
    sys.exit(f"heddle-workspace: {TOKEN} holds {len(token)} characters, expected a token of at least 16")

c.IdentityProvider.token = token
c.ServerApp.ip = "0.0.0.0"
c.ServerApp.port = 8888
c.ServerApp.port_retries = 0
c.ServerApp.base_url = os.environ.get("HEDDLE_WORKSPACE_PATH", "/")
c.ServerApp.open_browser = False
c.ServerApp.root_dir = os.environ["HOME"]
# The proxy says by X-Forwarded-Proto how the browser came, and shows the token in a header; whoever
# does so needs no check of origins.
c.ServerApp.trust_xheaders = True
c.ServerApp.allow_remote_access = True
c.ServerApp.quit_button = False
c.ServerApp.terminado_settings = {"shell_command": ["/bin/bash", "-l"]}
c.FileContentsManager.delete_to_trash = False

c.LabApp.extension_manager = "readonly"
c.LabApp.check_for_updates_class = "jupyterlab.NeverCheckForUpdate"
c.LabApp.news_url = None
