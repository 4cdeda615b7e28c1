extension OnDemandTLS {
    /// The fields of the leave to obtain certificates at handshakes.
    package static let schema = ObjectSchema<OnDemandTLS>(
        "OnDemandTLS", blank: { OnDemandTLS() },
        fields: [
            Field(
                "names", \.names, .list(.hostGlob, limit: 100), default: [],
                "Globs of the names that may have a certificate; empty = whatever the settings permit."),
            Field(
                "max_depth", \.maxDepth, .integer(0...10), default: 1,
                "Labels that a name may have before the wildcard's suffix; for *, before the registered domain."),
        ])
}

extension ValueSchema where Value == String {
    /// A host name in lower case in which `*` stands for any run of characters.
    package static var hostGlob: ValueSchema {
        line(1...253).refined { text in
            let isGlob = text.utf8.allSatisfy { byte in
                byte == UInt8(ascii: "*") || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-")
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                    || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
            }
            return isGlob ? nil : "'\(text)' is not a host name in lower case, with * for any run of characters"
        }
    }
}

extension ProxyTarget {
    static let onDemandFields: [Field<ProxyTarget>] = [
        Field(
            "on_demand_tls", \.onDemandTLS, .optional(.object(OnDemandTLS.schema)), default: nil,
            "Certificates obtained at the first handshake for a name below a wildcard; null = none are.")
    ]

    /// The leave to obtain certificates at handshakes; nil = there is none.
    package var onDemandTLS: OnDemandTLS? {
        get { onDemand?.value }
        set { onDemand = newValue.map { Boxed($0) } }
    }

    /// What is wrong with a leave that could never be made use of.
    var onDemandIssue: SchemaIssue? {
        guard onDemand != nil else { return nil }
        let detail: String
        if case .exact = hostname {
            detail = "is for wildcards and for *; a host of its own gets its certificate when it is created"
        } else if hostname.isLocalhost {
            detail = "no authority issues for localhost"
        } else if !enableHTTPS {
            detail = "needs enable_https"
        } else if isInternal || certName != nil {
            detail = "the host has a certificate: take away internal and cert_name"
        } else {
            return nil
        }
        return SchemaIssue(pointer: "/on_demand_tls", detail: detail)
    }
}
