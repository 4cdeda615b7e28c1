# Recipes for people; each is one line over the command line client. `just --list` shows them all.
#
# A token may stand anywhere among the arguments (it begins with acm_); without one, ADMIN_TOKEN or the token in the
# state folder is used. Arguments in brackets may be left out; an empty one ('') stands for its default and keeps its
# place. Options of the client may follow, such as `--output json`.

set positional-arguments
# What a command says of its failure is enough.
set no-exit-message

# The program; on PATH if it was not built here.
proxyd := env("PROXYD", if path_exists(justfile_directory() / ".build/release/proxyd") == "true" { justfile_directory() / ".build/release/proxyd" } else { "proxyd" })

_default:
    @just --list --unsorted

# ---- Process ----

# Build, start, show a demo
[group('process')]
up:
    @scripts/up

# Stop what `just up` started
[group('process')]
down:
    @scripts/down

# Health of the running node
[group('process')]
health *options:
    @{{ proxyd }} system health "$@"

# Root certificate of the local CA (PEM)
[group('process')]
ca-show *options:
    @{{ proxyd }} ca show "$@"

# Until when root and intermediate of the local CA are valid
[group('process')]
ca-status *options:
    @{{ proxyd }} ca status "$@"

# Write the local CA's root certificate: FILE, with --der for Windows, Java and Android
[group('process')]
ca-export file *options:
    @{{ proxyd }} ca export "$@"

# How a system trusts the local CA: [SYSTEM], such as debian, fedora, alpine, macos, windows, firefox, java, node, python
[group('process')]
ca-trust *options:
    @{{ proxyd }} ca trust "$@"

# ---- Tokens ----

# NAME [EMAIL] [TOKEN]
[group('tokens')]
token-generate name *arguments:
    @{{ proxyd }} token generate "$@"

# [TOKEN]
[group('tokens')]
token-list *arguments:
    @{{ proxyd }} token list "$@"

# NAME [TOKEN]
[group('tokens')]
token-show name *arguments:
    @{{ proxyd }} token show "$@"

# NAME [TOKEN]
[group('tokens')]
token-delete name *arguments:
    @{{ proxyd }} token delete "$@"

# [NAME] EMAIL [TOKEN]
[group('tokens')]
token-email +arguments:
    @{{ proxyd }} token email "$@"

# ---- Certificates ----

# NAME DOMAIN EMAIL [TOKEN] [STAGING]
[group('certificates')]
cert-create name domain *arguments:
    @{{ proxyd }} cert create "$@"

# NAME DOMAINS EMAIL [TOKEN] [STAGING]
[group('certificates')]
cert-create-multi name domains *arguments:
    @{{ proxyd }} cert create-multi "$@"

# How far a certificate is: NAME [WAIT] [TOKEN]
[group('certificates')]
cert-status name *arguments:
    @{{ proxyd }} cert status "$@"

# NAME [FORCE] [WAIT] [TOKEN]; waits unless WAIT is false
[group('certificates')]
cert-renew name *arguments:
    @{{ proxyd }} cert renew --wait "$@"

# NAME [WAIT] [FORCE] [TOKEN]; waits unless WAIT is false
[group('certificates')]
cert-convert-to-production name *arguments:
    @{{ proxyd }} cert convert-to-production --wait "$@"

# NAME DOMAIN [TOKEN] [FORCE]
[group('certificates')]
cert-remove-domain name domain *arguments:
    @{{ proxyd }} cert remove-domain --token-at=3 "$@"

# Chain and private key: NAME [TOKEN], for example --output-dir FOLDER
[group('certificates')]
cert-export name *arguments:
    @{{ proxyd }} cert export "$@"

# NAME [REASON] [TOKEN], for example keyCompromise; --no-replace obtains no other
[group('certificates')]
cert-revoke name *arguments:
    @{{ proxyd }} cert revoke "$@"

# NAME CHAIN_FILE [KEY_FILE] [TOKEN]
[group('certificates')]
cert-upload name chain_file *arguments:
    @{{ proxyd }} cert upload "$@"

# [TOKEN]
[group('certificates')]
cert-list *arguments:
    @{{ proxyd }} cert list "$@"

# NAME [TOKEN]
[group('certificates')]
cert-show name *arguments:
    @{{ proxyd }} cert show "$@"

# NAME [TOKEN] [FORCE]
[group('certificates')]
cert-delete name *arguments:
    @{{ proxyd }} cert delete --token-at=2 "$@"

# HOST CERT_NAME [TOKEN]
[group('certificates')]
cert-attach hostname cert_name *arguments:
    @{{ proxyd }} cert attach "$@"

# The proxies that a certificate covers: NAME [TOKEN]
[group('certificates')]
cert-coverage name *arguments:
    @{{ proxyd }} cert coverage "$@"

# Authorities that certificates can be asked from: [TOKEN]
[group('certificates')]
cert-issuer-list *arguments:
    @{{ proxyd }} cert issuer list "$@"

# NAME DIRECTORY_URL [TOKEN]
[group('certificates')]
cert-issuer-create name directory_url *arguments:
    @{{ proxyd }} cert issuer create "$@"

# NAME [TOKEN]
[group('certificates')]
cert-issuer-delete name *arguments:
    @{{ proxyd }} cert issuer delete "$@"

# Accounts at authorities: [TOKEN]
[group('certificates')]
cert-account-list *arguments:
    @{{ proxyd }} cert account list "$@"

# A new key in the place of an account's: ACCOUNT_ID [TOKEN]
[group('certificates')]
cert-account-roll-key account_id *arguments:
    @{{ proxyd }} cert account roll-key "$@"

# Whom the authority may write to: ACCOUNT_ID [EMAILS] [TOKEN]
[group('certificates')]
cert-account-contacts account_id *arguments:
    @{{ proxyd }} cert account contacts "$@"

# ACCOUNT_ID [TOKEN] [FORCE]
[group('certificates')]
cert-account-deactivate account_id *arguments:
    @{{ proxyd }} cert account deactivate --token-at=2 "$@"

# Providers of DNS that challenges go by: [TOKEN]
[group('certificates')]
cert-dns-list *arguments:
    @{{ proxyd }} cert dns list "$@"

# NAME KIND [TOKEN], for example --secret-stdin
[group('certificates')]
cert-dns-create name kind *arguments:
    @{{ proxyd }} cert dns create "$@"

# NAME [TOKEN]
[group('certificates')]
cert-dns-delete name *arguments:
    @{{ proxyd }} cert dns delete "$@"

# ---- Proxies ----

# HOST URL [STAGING] [TOKEN]
[group('proxies')]
proxy-create hostname target_url *arguments:
    @{{ proxyd }} proxy create "$@"

# [TOKEN]
[group('proxies')]
proxy-list *arguments:
    @{{ proxyd }} proxy list "$@"

# HOST [TOKEN]
[group('proxies')]
proxy-show hostname *arguments:
    @{{ proxyd }} proxy show "$@"

# HOST OPTIONS [TOKEN], for example --target-url URL
[group('proxies')]
proxy-update hostname +arguments:
    @{{ proxyd }} proxy update "$@"

# HOST [TOKEN] [DELETE_CERT] [FORCE]
[group('proxies')]
proxy-delete hostname *arguments:
    @{{ proxyd }} proxy delete --token-at=2 "$@"

# HOST [TOKEN]
[group('proxies')]
proxy-enable hostname *arguments:
    @{{ proxyd }} proxy enable "$@"

# HOST [TOKEN]
[group('proxies')]
proxy-disable hostname *arguments:
    @{{ proxyd }} proxy disable "$@"

# HOST CERT_NAME [TOKEN]
[group('proxies')]
proxy-cert-attach hostname cert_name *arguments:
    @{{ proxyd }} cert attach "$@"

# HOST [TOKEN]
[group('proxies')]
proxy-routes-show hostname *arguments:
    @{{ proxyd }} proxy routes show "$@"

# HOST MODE [ENABLED_ROUTES] [DISABLED_ROUTES] [TOKEN]
[group('proxies')]
proxy-routes-set hostname mode *arguments:
    @{{ proxyd }} proxy routes set "$@"

# HOST ROUTE_ID [TOKEN]
[group('proxies')]
proxy-route-enable hostname route_id *arguments:
    @{{ proxyd }} proxy routes enable "$@"

# HOST ROUTE_ID [TOKEN]
[group('proxies')]
proxy-route-disable hostname route_id *arguments:
    @{{ proxyd }} proxy routes disable "$@"

# ---- Guards ----

# HOST [TOKEN] AUTH_HOST [MODE] [SCOPES] [AUDIENCES]
[group('guards')]
proxy-auth-enable hostname +arguments:
    @{{ proxyd }} proxy auth enable --token-at=2 "$@"

# HOST [TOKEN]
[group('guards')]
proxy-auth-disable hostname *arguments:
    @{{ proxyd }} proxy auth disable "$@"

# HOST [TOKEN]
[group('guards')]
proxy-auth-show hostname *arguments:
    @{{ proxyd }} proxy auth show "$@"

# HOST [USERS] [EMAILS] [GROUPS] [SCOPES] [AUDIENCES] [TOKEN]
[group('guards')]
proxy-auth-config hostname *arguments:
    @{{ proxyd }} proxy auth config "$@"

# HOST [TOKEN] [ENDPOINT] [SCOPES] [STATEFUL] [OVERRIDE_BACKEND] [BEARER_METHODS] [DOC_SUFFIX]
[group('guards')]
proxy-resource-set hostname *arguments:
    @{{ proxyd }} proxy resource set --token-at=2 "$@"

# HOST [TOKEN]
[group('guards')]
proxy-resource-show hostname *arguments:
    @{{ proxyd }} proxy resource show "$@"

# HOST [TOKEN]
[group('guards')]
proxy-resource-clear hostname *arguments:
    @{{ proxyd }} proxy resource clear "$@"

# [TOKEN]
[group('guards')]
proxy-resource-list *arguments:
    @{{ proxyd }} proxy resource list "$@"

# HOST RULES [TOKEN]
[group('guards')]
proxy-tool-access-set hostname +arguments:
    @{{ proxyd }} proxy tool-access set "$@"

# HOST [TOKEN]
[group('guards')]
proxy-tool-access-show hostname *arguments:
    @{{ proxyd }} proxy tool-access show "$@"

# HOST [TOKEN]
[group('guards')]
proxy-tool-access-clear hostname *arguments:
    @{{ proxyd }} proxy tool-access clear "$@"

# HOST [ISSUER] [SCOPES] [GRANT_TYPES] [RESPONSE_TYPES] [TOKEN_AUTH_METHODS] [CLAIMS] [PKCE_REQUIRED] [TOKEN]
[group('guards')]
proxy-oauth-server-set hostname *arguments:
    @{{ proxyd }} proxy oauth-server set "$@"

# HOST [TOKEN]
[group('guards')]
proxy-oauth-server-show hostname *arguments:
    @{{ proxyd }} proxy oauth-server show "$@"

# HOST [TOKEN]
[group('guards')]
proxy-oauth-server-clear hostname *arguments:
    @{{ proxyd }} proxy oauth-server clear "$@"

# [TOKEN]
[group('guards')]
proxy-oauth-server-list *arguments:
    @{{ proxyd }} proxy oauth-server list "$@"

# [TOKEN]
[group('guards')]
resource-list *arguments:
    @{{ proxyd }} resource list "$@"

# ---- Signing in ----

# Make a host the authorization server: AUTH_HOST [TOKEN]
[group('oauth')]
oauth-routes-setup domain *arguments:
    @{{ proxyd }} oauth routes-setup "$@"

# Make an account; the password is read from standard input: NAME [TOKEN]
[group('oauth')]
oauth-user-create name *arguments:
    @{{ proxyd }} oauth user create --password-stdin "$@"

# [TOKEN]
[group('oauth')]
oauth-users-list *arguments:
    @{{ proxyd }} oauth user list "$@"

# NAME [REDIRECT_URI] [SCOPE] [TOKEN]
[group('oauth')]
oauth-client-register name *arguments:
    @{{ proxyd }} oauth client register "$@"

# [ACTIVE_ONLY] [TOKEN]
[group('oauth')]
oauth-clients-list *arguments:
    @{{ proxyd }} oauth client list "$@"

# CLIENT_ID [TOKEN]
[group('oauth')]
oauth-client-show client_id *arguments:
    @{{ proxyd }} oauth client show "$@"

# Forget what was disabled long ago: [DAYS] [TOKEN]; with --dry-run the server only tells
[group('oauth')]
oauth-clients-prune *arguments:
    @{{ proxyd }} oauth client prune "$@"

# [USER] [TOKEN]
[group('oauth')]
oauth-sessions-list *arguments:
    @{{ proxyd }} oauth session list "$@"

# [USER] [TOKEN]
[group('oauth')]
oauth-token-list *arguments:
    @{{ proxyd }} oauth token list "$@"

# New keys take over in a quarter of an hour: [TOKEN]
[group('oauth')]
oauth-key-generate *arguments:
    @{{ proxyd }} oauth key rotate "$@"

# [TOKEN]
[group('oauth')]
oauth-metrics *arguments:
    @{{ proxyd }} oauth metrics "$@"

# [TOKEN]
[group('oauth')]
oauth-health *arguments:
    @{{ proxyd }} oauth health "$@"

# The latest decisions with their reasons: [TOKEN]
[group('oauth')]
oauth-trace *arguments:
    @{{ proxyd }} oauth trace "$@"

# Which MCP clients can sign in at a URL, and why others cannot: URL
[group('oauth')]
oauth-doctor url *arguments:
    @{{ proxyd }} oauth doctor "$@"

# Sign in from here, with a browser on any device: URL [TOKEN]
[group('oauth')]
oauth-login url *arguments:
    @{{ proxyd }} oauth login "$@"

# An access token of that sign-in, for scripts: [URL]
[group('oauth')]
oauth-token *arguments:
    @{{ proxyd }} oauth token "$@"

# End that sign-in: [URL]
[group('oauth')]
oauth-logout *arguments:
    @{{ proxyd }} oauth logout "$@"

# End what clients hold: OPTIONS [TOKEN], for example --user NAME
[group('oauth')]
oauth-token-revoke +arguments:
    @{{ proxyd }} oauth token revoke "$@"

# What a host needs to be the authorization server: AUTH_HOST [TOKEN]
[group('oauth')]
oauth-routes-status domain *arguments:
    @{{ proxyd }} oauth routes-status "$@"

# Other names of the predecessor
alias setup-oauth := oauth-routes-setup
alias generate-oauth-key := oauth-key-generate
alias oauth-proxy-status := proxy-auth-show
alias oauth-test-tokens := oauth-login
alias test-mcp-compliance := oauth-doctor

# Two small MCP servers in containers, echo-stateless and echo-stateful, below DOCKER_BUILD_ROOTS: [TOKEN]
[group('oauth')]
mcp-echo-start *arguments:
    @context=$(scripts/mcp-echo-context .state/mcp-echo {{ proxyd }}) && {{ proxyd }} oauth echo-start "$context" "$@"

# Two guarded hosts for them, or for the one that `proxyd demo-mcp` starts: [AUTH_HOST] [URL] [TOKEN]
[group('oauth')]
mcp-echo-setup *arguments:
    @{{ proxyd }} oauth echo-setup "$@"

# ---- Routes ----

# PATH TARGET_TYPE TARGET_VALUE [TOKEN] [PRIORITY] [METHODS] [IS_REGEX] [DESCRIPTION]
[group('routes')]
route-create path target_type target_value *arguments:
    @{{ proxyd }} route create --token-at=4 "$@"

# PATH TARGET_TYPE TARGET_VALUE [TOKEN] [PRIORITY] [METHODS] [IS_REGEX] [DESCRIPTION]
[group('routes')]
route-create-global path target_type target_value *arguments:
    @{{ proxyd }} route create-global --token-at=4 "$@"

# PATH TARGET_TYPE TARGET_VALUE HOSTS [TOKEN] [PRIORITY] [METHODS] [IS_REGEX] [DESCRIPTION]
[group('routes')]
route-create-proxy path target_type target_value hostnames *arguments:
    @{{ proxyd }} route create-proxy --token-at=5 "$@"

# [TOKEN]
[group('routes')]
route-list *arguments:
    @{{ proxyd }} route list "$@"

# [SCOPE] [TOKEN]: global, proxy or all
[group('routes')]
route-list-by-scope *arguments:
    @{{ proxyd }} route list "$@"

# ROUTE_ID [TOKEN]
[group('routes')]
route-show route_id *arguments:
    @{{ proxyd }} route show "$@"

# ROUTE_ID OPTIONS [TOKEN], for example --priority 60
[group('routes')]
route-update route_id +arguments:
    @{{ proxyd }} route update "$@"

# ROUTE_ID [TOKEN]
[group('routes')]
route-delete route_id *arguments:
    @{{ proxyd }} route delete "$@"

# Where a request would go, and why: HOST [PATH] [METHOD] [TOKEN]
[group('routes')]
route-explain host *arguments:
    @{{ proxyd }} route explain "$@"

# ---- Services ----

# NAME URL [TOKEN] [DESCRIPTION]
[group('services')]
service-register name target_url *arguments:
    @{{ proxyd }} service register --token-at=3 "$@"

# The authorization server is a service of the process itself: [TOKEN]
[group('services')]
service-register-oauth *arguments:
    @{{ proxyd }} service register-oauth "$@"

# [TOKEN]
[group('services')]
service-list-external *arguments:
    @{{ proxyd }} service external list "$@"

# NAME [TOKEN]
[group('services')]
service-show-external name *arguments:
    @{{ proxyd }} service external show "$@"

# NAME URL [DESCRIPTION] [TOKEN]
[group('services')]
service-update-external name *arguments:
    @{{ proxyd }} service external update "$@"

# NAME [TOKEN]
[group('services')]
service-unregister name *arguments:
    @{{ proxyd }} service unregister "$@"

# Serve a host from a service: NAME [HOST] [ENABLE_HTTPS] [TOKEN]; over HTTPS, too, unless ENABLE_HTTPS is false
[group('services')]
service-proxy-create name *arguments:
    @{{ proxyd }} service proxy-create "$@"

# Services of every kind: [TYPE] [TOKEN]: docker, external or internal
[group('services')]
service-list-all *arguments:
    @{{ proxyd }} service list "$@"

# ---- Services in containers ----

# Run one and wait for it: NAME [IMAGE] [DOCKERFILE] [PORT] [MEMORY] [CPU] [AUTO_PROXY] [TOKEN]; DOCKERFILE needs --build-context FOLDER
[group('containers')]
service-create name *arguments:
    @{{ proxyd }} service create --wait "$@"

# The same with PORT of the host, too, unless --host-port is there: NAME IMAGE PORT [BIND_ADDRESS] [MEMORY] [CPU] [TOKEN]
[group('containers')]
service-create-exposed name image port *arguments:
    @{{ proxyd }} service create-exposed --wait "$@"

# Those in containers alone: [OWNED_ONLY] [TOKEN]
[group('containers')]
service-list *arguments:
    @{{ proxyd }} service list --type docker "$@"

# NAME [TOKEN]
[group('containers')]
service-show name *arguments:
    @{{ proxyd }} service show "$@"

# Change one and wait for it: NAME [TOKEN], with options, for example --image nginx:1.29 --env NAME=VALUE
[group('containers')]
service-update name *arguments:
    @{{ proxyd }} service update --wait "$@"

# NAME [FORCE] [DELETE_PROXY] [TOKEN]; its volumes stay unless --delete-volumes is there
[group('containers')]
service-delete name *arguments:
    @{{ proxyd }} service delete "$@"

# NAME [TOKEN]
[group('containers')]
service-start name *arguments:
    @{{ proxyd }} service start "$@"

# NAME [TOKEN]
[group('containers')]
service-stop name *arguments:
    @{{ proxyd }} service stop "$@"

# NAME [TOKEN]
[group('containers')]
service-restart name *arguments:
    @{{ proxyd }} service restart "$@"

# NAME [LINES] [TIMESTAMPS] [TOKEN], for example --follow
[group('containers')]
service-logs name *arguments:
    @{{ proxyd }} service logs "$@"

# NAME [TOKEN]
[group('containers')]
service-stats name *arguments:
    @{{ proxyd }} service stats "$@"

# What happened to it: NAME [LIMIT] [TOKEN], for example --follow
[group('containers')]
service-events name *arguments:
    @{{ proxyd }} service events "$@"

# Remove containers and networks that belong to no service: [TOKEN]
[group('containers')]
service-cleanup *arguments:
    @{{ proxyd }} service cleanup "$@"

# What that would remove, and volumes, which it removes with --delete-volumes: [TOKEN]
[group('containers')]
service-orphans *arguments:
    @{{ proxyd }} service orphans "$@"

# Put services on record again whose containers are there without one: [TOKEN]
[group('containers')]
service-adopt *arguments:
    @{{ proxyd }} service adopt "$@"

# Open a port of the host: NAME [PORT] [BIND_ADDRESS] [SOURCE_TOKEN] [TOKEN]; SOURCE_TOKEN is chosen, --require-token makes one
[group('containers')]
service-port-add name *arguments:
    @{{ proxyd }} service port add "$@"

# NAME PORT_NAME [TOKEN]
[group('containers')]
service-port-remove name port_name *arguments:
    @{{ proxyd }} service port remove "$@"

# NAME [TOKEN]
[group('containers')]
service-port-list name *arguments:
    @{{ proxyd }} service port list "$@"

# Ends with 1 when it cannot be had: PORT [BIND_ADDRESS] [TOKEN]
[group('containers')]
service-port-check port *arguments:
    @{{ proxyd }} service port check "$@"

# [AVAILABLE_ONLY] [TOKEN]
[group('containers')]
service-ports-global *arguments:
    @{{ proxyd }} service ports-global "$@"

# A token that opens ports which require one: NAME [SERVICES] [PORTS] [EXPIRES_HOURS] [TOKEN]
[group('containers')]
port-token-create name *arguments:
    @{{ proxyd }} port token create "$@"

# [TOKEN]
[group('containers')]
port-token-list *arguments:
    @{{ proxyd }} port token list "$@"

# NAME [TOKEN]
[group('containers')]
port-token-delete name *arguments:
    @{{ proxyd }} port token delete "$@"

# Other names of the predecessor
alias service-cleanup-orphaned := service-cleanup
alias service-token-create := port-token-create
alias service-token-list := port-token-list
alias service-token-delete := port-token-delete
alias service-token-revoke := port-token-delete
alias logs-service := service-logs

# ---- Configuration ----

# [FILE] [TOKEN]
[group('configuration')]
config-save *arguments:
    @{{ proxyd }} config export --default-file proxyd-config.json "$@"

# FILE [FORCE] [TOKEN]; with --dry-run the server only checks it
[group('configuration')]
config-load filename *arguments:
    @{{ proxyd }} config import "$@"

# ---- Development ----

# Every test, or one part: just test [swift|e2e]
[group('development')]
test *arguments:
    @scripts/test "$@"

# Side by side with nginx and HAProxy
[group('development')]
bench *arguments:
    @scripts/bench "$@"

# Style, build with warnings as errors, imports as declared
[group('development')]
check:
    swift format lint --strict --parallel --recursive Package.swift Sources Tests
    swift build --no-color-diagnostics --build-tests --explicit-target-dependency-import-check error
