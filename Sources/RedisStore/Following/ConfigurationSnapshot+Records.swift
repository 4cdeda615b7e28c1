internal import ProxyModel

extension ConfigurationSnapshot {
    /// Every record, in no particular order.
    var allRecords: [ConfigurationRecord] {
        var records: [ConfigurationRecord] = []
        records.append(contentsOf: proxies.values.map { .proxy($0.value) })
        records.append(contentsOf: routes.values.map { .route($0.value) })
        records.append(contentsOf: services.values.map { .service($0.value) })
        records.append(contentsOf: tokens.values.map { .token($0.value) })
        records.append(contentsOf: certificates.values.map { .certificate($0.value) })
        records.append(contentsOf: sealed.values.map { .sealed($0.value) })
        records.append(contentsOf: users.values.map { .user($0.value) })
        records.append(contentsOf: clients.values.map { .client($0.value) })
        records.append(contentsOf: apiKeys.values.map { .apiKey($0.value) })
        records.append(contentsOf: identityProviders.values.map { .identityProvider($0.value) })
        records.append(contentsOf: signingKeys.values.map { .signingKey($0.value) })
        records.append(contentsOf: certificateIntents.values.map { .certificateIntent($0.value) })
        records.append(contentsOf: certificateIssuers.values.map { .certificateIssuer($0.value) })
        records.append(contentsOf: acmeChallenges.values.map { .acmeChallenge($0.value) })
        records.append(contentsOf: dnsProviders.values.map { .dnsProvider($0.value) })
        records.append(contentsOf: dockerServices.values.map { .dockerService($0.value) })
        records.append(contentsOf: serviceEndpoints.values.map { .serviceEndpoints($0.value) })
        records.append(contentsOf: portTokens.values.map { .portToken($0.value) })
        return records
    }
}
