internal import ProxyModel

extension ClientMetadata {
    /// The metadata as a client identifier holds it: one letter per member, words that the protocol knows as numbers.
    var compact: JSONValue {
        var object = JSONObject()
        if let name { object.append("n", .string(name)) }
        object.append("r", .array(redirectURIs.map { .string($0) }))
        object.append("a", Self.numbers(authenticationMethods))
        object.append("g", Self.numbers(grantTypes))
        if !scopes.isEmpty { object.append("s", .string(scopes.joined(separator: " "))) }
        if let keySet { object.append("k", keySet) }
        if let keySetURI { object.append("u", .string(keySetURI)) }
        if !descriptive.members.isEmpty { object.append("d", .object(descriptive)) }
        return .object(object)
    }

    /// Reads what `compact` wrote; nil for anything else.
    init?(compact value: JSONValue) {
        guard let redirectURIs = value["r"]?.arrayValue?.compactMap(\.stringValue),
            let methods: [OAuthClient.AuthenticationMethod] = Self.words(value["a"]), !methods.isEmpty,
            let grantTypes: [OAuthClient.GrantType] = Self.words(value["g"])
        else { return nil }
        self.init(
            name: value["n"]?.stringValue, redirectURIs: redirectURIs, authenticationMethods: methods,
            grantTypes: grantTypes, scopes: ClientText.scopes(value["s"]?.stringValue ?? ""), keySet: value["k"],
            keySetURI: value["u"]?.stringValue, descriptive: value["d"]?.objectValue ?? [:])
    }

    private static func numbers<Word: CaseIterable & Equatable>(_ words: [Word]) -> JSONValue {
        .array(words.compactMap { word in Array(Word.allCases).firstIndex(of: word).map { .integer(Int64($0)) } })
    }

    /// nil for a number that means nothing.
    private static func words<Word: CaseIterable>(_ value: JSONValue?) -> [Word]? {
        guard let elements = value?.arrayValue else { return nil }
        let all = Array(Word.allCases)
        var result: [Word] = []
        for element in elements {
            guard let number = element.integerValue, number >= 0, number < all.count else { return nil }
            result.append(all[Int(number)])
        }
        return result
    }
}
