extension Operation {
    /// Every operation: what is not in this list does not exist.
    package static let all: [Operation] =
        tokens + proxies + guards + routes + services + dockerServices + ports + certificates + authorities + users
        + clients + access + authorization + resources + configuration + system

    private static let tokens: [Operation] = [
        createToken, generateToken, listTokens, formattedTokens, tokenInfo, showToken, listTokenCertificates,
        listTokenProxies, changeTokenEmail, deleteToken,
    ]

    private static let proxies: [Operation] = [
        createProxy, listProxies, formattedProxies, showProxy, updateProxy, deleteProxy, enableProxy, disableProxy,
        attachCertificate, detachCertificate, showProxyRoutes, updateProxyRoutes, enableProxyRoute, disableProxyRoute,
    ]

    private static let guards: [Operation] = [
        setProxyAuth, showProxyAuth, clearProxyAuth, setProxyResource, showProxyResource, clearProxyResource,
        setToolAccess, showToolAccess, clearToolAccess, setProxyOAuthServer, showProxyOAuthServer,
        clearProxyOAuthServer, listProxyOAuthServers,
    ]

    private static let users: [Operation] = [
        createUser, listUsers, showUser, updateUser, deleteUser, listAPIKeys, createAPIKey, deleteAPIKey,
    ]

    private static let clients: [Operation] = [
        registerClient, listClients, showClient, updateClient, deleteClient, pruneClients,
    ]

    private static let access: [Operation] = [
        listSessions, endSession, listAccess, revokeTokens, listConsents, revokeConsent,
    ]

    private static let authorization: [Operation] = [
        createIdentityProvider, listIdentityProviders, showIdentityProvider, updateIdentityProvider,
        deleteIdentityProvider, listSigningKeys, rotateSigningKey, setUpRoutes, showRoutesSetup, readOAuthMetrics,
        readOAuthHealth, readTrace,
    ]

    private static let resources: [Operation] = [
        registerResource, listResources, autoRegisterResources, showResource, updateResource, deleteResource,
        validateToken,
    ]

    private static let routes: [Operation] = [
        createRoute, listRoutes, formattedRoutes, explainRoute, showRoute, updateRoute, deleteRoute,
    ]

    private static let services: [Operation] = [
        registerService, listServices, listAllServices, showService, updateService, unregisterService,
    ]

    private static let dockerServices: [Operation] = [
        createDockerService, listDockerServices, showDockerService, updateDockerService, deleteDockerService,
        startDockerService, stopDockerService, restartDockerService, readDockerServiceLogs,
        readDockerServiceStatistics, listDockerServiceEvents, createServiceProxy, listEngineOrphans,
        cleanUpDockerServices, adoptDockerServices,
    ]

    private static let ports: [Operation] = [
        listPorts, showAvailablePorts, checkPort, listAllocatedPorts, showFreePorts, checkServicePort,
        listServicePorts, addServicePort, updateServicePort, removeServicePort, createPortToken, listPortTokens,
        showPortToken, deletePortToken,
    ]

    private static let certificates: [Operation] = [
        createCertificate, createMultiDomainCertificate, uploadCertificate, listCertificates, showCertificate,
        showCertificateStatus, renewCertificate, convertCertificate, replaceCertificate, removeCertificateDomain,
        exportCertificate, revokeCertificate, deleteCertificate, showCertificateCoverage,
    ]

    private static let authorities: [Operation] = [
        createIssuer, listIssuers, showIssuer, updateIssuer, deleteIssuer, listAccounts, showAccount, rollAccountKey,
        setAccountContacts, deactivateAccount, createDNSProvider, listDNSProviders,
        showDNSProvider, updateDNSProvider, deleteDNSProvider,
    ]

    private static let configuration: [Operation] = [
        exportConfiguration, importConfiguration, checkConfiguration, restoreConfiguration,
    ]

    private static let system: [Operation] = [
        readHealth, readVersionedHealth, readMetrics, showVersion, listNodes, showAuthority, showAuthorityStatus,
        readOpenAPI, readDocumentation,
    ]
}
