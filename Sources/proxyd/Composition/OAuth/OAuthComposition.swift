internal import Egress
internal import Logging
internal import ManagementAPI
internal import OAuthServer
internal import ProxyModel
internal import RedisStore

/// The authorization server with everything it works on.
struct OAuthComposition: Sendable {
    /// What requests on its hosts are answered by.
    let site: OAuthSite
    let administration: OAuthAdministration
    let keys: SigningKeyRing
    let trace: StoredFlowTrace

    /// Puts the parts together; throws `SettingProblem` for a key of the settings that cannot sign.
    init(
        settings: Settings, adminToken: Secret, redis: RedisClient, store: any ConfigurationStore,
        follower: ConfigurationFollower, sealer: any BundleSealer, fetcher: HTTPFetcher, logger: Logger
    ) throws(SettingProblem) {
        let volatile = RedisVolatileStore(redis)
        let now: @Sendable () -> Int64 = { CertificateSource.now }
        let snapshot: @Sendable () -> ConfigurationSnapshot? = { follower.snapshot }
        let random: @Sendable (Int) -> [UInt8] = { ManagementEnvironment.systemRandomBytes($0) }
        trace = StoredFlowTrace(volatile, logger: logger, now: now)
        let environment = OAuthEnvironment(
            settings: try OAuthSettings(settings), store: volatile, snapshot: snapshot,
            editor: ConfigurationEditor(store: store, source: follower), revocations: RedisRevocations(redis),
            sealer: sealer,
            resources: ConfigurationResources(
                origins: PublicOrigins(settings.listeners), snapshot: snapshot),
            fetcher: fetcher, publicEgress: .publicAddresses(allowing: settings.egress.allowed), trace: trace,
            logger: logger, now: now, randomBytes: random)
        keys = try Self.keys(environment)
        let hasher = PasswordHasher(randomBytes: random)
        let providers = SignInProviders(environment)
        let currentUser: CurrentUser = { providers.current($0, authenticatedAt: $1) }
        let sessions = StoredBrowserSessions(environment, currentUser: currentUser)
        let registered = RegisteredClients(environment)
        let documents = PublicDocuments(environment)
        let clients = ClientsByIdentifier(
            environment, registered: registered, documents: MetadataDocumentClients(documents))
        let authentication = ClientAuthenticator(environment, clients: clients, keys: ClientKeySets(documents))
        let tokens = TokenService(
            environment, keys: keys, authentication: authentication, currentUser: currentUser)
        let connected = GrantedClients(registry: tokens.registry, clients: clients)
        let operators = InitialAccessTokens(
            adminDigest: SecretDigest.hexadecimal(adminToken.reveal()), snapshot: snapshot)
        let flow = AuthorizationFlow(environment, clients: clients, codes: tokens.codes, sessions: sessions)
        let pages = SignInPages(
            environment, providers: providers, sessions: sessions,
            contexts: AuthorizationContexts(
                AuthorizationTransactions(environment), clients: clients, resources: environment.resources))
        let providerSignIn = ProviderSignInEndpoint(pages)
        let keys = keys
        let account = AccountEndpoint(environment, sessions: sessions, clients: connected)
        let guardedHost = GuardedHostEndpoint(
            environment, sign: { (claims, type) throws(OAuthError) in try await keys.sign(claims, type: type) })
        let guarded = SessionTokenVerifier(environment, keys: keys, sessions: sessions)
        site = OAuthSite(
            environment,
            metadata: ServerMetadata(
                grantTypes: tokens.token.grantTypes, registrationIsOpen: environment.settings.registrationIsOpen),
            endpoints: [
                .authorize: AuthorizeEndpoint(flow), .authorizeContinue: ContinueEndpoint(flow),
                .consent: ConsentEndpoint(flow), .signIn: SignInEndpoint(pages),
                .localSignIn: LocalSignInEndpoint(
                    pages, accounts: LocalAccounts(environment, hasher: hasher)),
                .providerSignIn: providerSignIn, .callback: providerSignIn,
                .signOut: SignOutEndpoint(environment, sessions: sessions),
                .proxySignIn: ProxySignInEndpoint(environment, sessions: sessions), .token: tokens.token,
                .register: RegistrationEndpoint(environment, clients: registered, tokens: operators),
                .registration: RegistrationManagementEndpoint(environment, clients: registered),
                .revoke: tokens.revocation,
                .introspect: IntrospectionEndpoint(
                    authentication: authentication, introspection: tokens.introspection,
                    holder: { operators.isAdmin($0) ? .operatorOfServer : operators.name(of: $0).map { .owner($0) } }),
                .keySet: KeySetEndpoint(keys: keys), .deviceAuthorization: tokens.deviceAuthorization,
                .device: DeviceEndpoint(flow, devices: tokens.devices), .account: account, .accountParts: account,
                .success: SuccessEndpoint(), .error: ErrorEndpoint(),
                .verify: VerifyEndpoint(
                    environment,
                    checks: VerifyEndpoint.Checks(
                        accessToken: { (token, issuer) throws(OAuthError) in
                            try await tokens.verifier.activeClaims(token, issuer: issuer, leeway: 30)?.object
                        },
                        session: { (token, issuer) throws(OAuthError) in
                            try await guarded.activeClaims(token, issuer: issuer)?.object
                        }, assertion: { keys.assertion($0) }), guardedHost: guardedHost),
                .guardedHost: guardedHost,
            ])
        administration = OAuthAdministration(
            environment: environment, users: LocalUsers(environment, hasher: hasher, sessions: sessions),
            registered: registered, clients: clients, sessions: sessions, connected: connected,
            consents: Consents(volatile), tokens: tokens, trace: trace)
    }

    private static func keys(_ environment: OAuthEnvironment) throws(SettingProblem) -> SigningKeyRing {
        do throws(JOSEProblem) {
            return try SigningKeyRing(environment)
        } catch {
            throw SettingProblem(
                name: "OAUTH_JWT_PRIVATE_KEY_B64", reason: "the key cannot sign: \(error)",
                example: "$(openssl genrsa 2048 | base64 -w0)", origin: nil)
        }
    }
}
