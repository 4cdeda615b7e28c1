/// What is said of clients on pages, the same everywhere.
enum ClientWords {
    /// Who wants what.
    static func lead(_ client: OAuthClient, resources: [String]) -> HTML {
        """
        <p class="lead">An app that calls itself <b>“\(name(client))”</b> wants to use \
        \(joined(resources.map { "<b>\(resource($0))</b>" })) in your name.</p>
        """
    }

    /// The name that a client gives itself, cut.
    static func name(_ client: OAuthClient) -> String {
        client.name.map { DisplayText.line($0) }.flatMap { $0.isEmpty ? nil : $0 } ?? "no name"
    }

    /// The host and path of a resource.
    static func resource(_ uri: String) -> String {
        DisplayText.line(uri.hasPrefix("https://") ? String(uri.dropFirst("https://".count)) : uri, limit: 200)
    }

    /// What this server knows of a client besides what it says.
    static func origin(_ client: OAuthClient) -> HTML {
        switch client.source {
        case .metadataDocument:
            "<b>\(host(of: client.id))</b><br><span class=\"muted\">describes it, at that address</span>"
        case .registration:
            "<span class=\"tag\">Not verified</span><br><span class=\"muted\">It registered itself here</span>"
        case .configuration:
            "<span class=\"tag\">Registered</span><br><span class=\"muted\">by the operator of this server</span>"
        }
    }

    /// Where an answer goes.
    static func destination(_ redirect: RedirectDescription) -> HTML {
        switch redirect.kind {
        case .site: "<b>\(DisplayText.line(redirect.place, limit: 253))</b>"
        case .loopback:
            "<b>\(redirect.place)</b><br><span class=\"muted\">a program on this computer</span>"
        case .privateScheme:
            "<b>\(DisplayText.line(redirect.place))</b><br><span class=\"muted\">a program on this device</span>"
        case .outOfBand: "<span class=\"muted\">You copy a code</span>"
        }
    }

    /// A user, by what can be recognised.
    static func user(_ user: UserIdentity) -> HTML {
        let second: HTML? = user.email.flatMap { email -> HTML? in
            email == user.username
                ? nil : "<br><span class=\"muted\">\(DisplayText.line(email, limit: 254))</span>"
        }
        return "<b>\(DisplayText.line(user.username))</b>\(second)"
    }

    private static func host(of address: String) -> String {
        DisplayText.line(
            String(address.drop { $0 != "/" }.dropFirst(2).prefix { $0 != "/" && $0 != "?" }), limit: 253)
    }

    private static func joined(_ parts: [HTML]) -> HTML {
        parts.enumerated().reduce(HTML()) { text, part in
            part.offset == 0 ? part.element : text + (part.offset == parts.count - 1 ? " and " : ", ") + part.element
        }
    }
}
