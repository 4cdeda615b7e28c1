extension RouteTarget {
    /// The words for the kinds of target in JSON.
    package enum Kind: String, Sendable, CaseIterable {
        case port, service, hostname, url, redirect, fixed
    }

    /// Which kind of target this is.
    package var kind: Kind {
        switch self {
        case .port: .port
        case .service: .service
        case .hostname: .hostname
        case .url: .url
        case .redirect: .redirect
        case .fixed: .fixed
        }
    }
}

/// One target is four members of the JSON; the value decides, and reads the kind from its sibling.
extension Route {
    static let targetType = Field<Route>(
        "target_type", .required, ValueSchema<RouteTarget.Kind>.choice.definition, "Kind of target.",
        decode: { (json, siblings, form, route) throws(SchemaProblem) in
            let kind = try ValueSchema<RouteTarget.Kind>.choice.decode(json, form)
            guard kind == route.target.kind || siblings["target_value"] != nil else {
                throw SchemaProblem("needs a target_value of the new kind")
            }
        }, encode: { route, _ in .string(route.target.kind.rawValue) }, isStored: { _ in true })

    static let targetValue = Field<Route>(
        "target_value", .required, ["type": ["string", "integer"]],
        "Port of this machine, service name, host of another proxy, URL, location of a redirect, or body of a fixed answer.",
        decode: { (json, siblings, form, route) throws(SchemaProblem) in
            let named = siblings["target_type"]?.stringValue
            guard let kind = named.map({ RouteTarget.Kind(rawValue: $0) }) ?? route.target.kind else { return }
            route.target = try target(kind, json, form, before: route.target)
        },
        encode: { route, _ in
            switch route.target {
            case .port(let port): .integer(Int64(port))
            case .service(let name), .hostname(let name): .string(name)
            case .url(let url): .string(url.description)
            case .redirect(let location, _): .string(location)
            case .fixed(_, _, let body): .string(body)
            }
        }, isStored: { _ in true })

    static let targetStatus = Field<Route>(
        "target_status", .optional, ["type": ["integer", "null"], "minimum": 200, "maximum": 599],
        "Status code of a redirect (302) or a fixed answer (200); null for other targets.",
        decode: { (json, _, form, route) throws(SchemaProblem) in
            guard json != .null else { return }
            switch route.target {
            case .redirect(let location, _):
                let status = try ValueSchema<Int>.integer(200...599).decode(json, form)
                guard [301, 302, 303, 307, 308].contains(status) else {
                    throw SchemaProblem("a redirect is 301, 302, 303, 307 or 308")
                }
                route.target = .redirect(location: location, status: status)
            case .fixed(_, let contentType, let body):
                let status = try ValueSchema<Int>.integer(200...599).decode(json, form)
                guard body.isEmpty || (status != 204 && status != 205 && status != 304) else {
                    throw SchemaProblem("\(status) has no body")
                }
                route.target = .fixed(status: status, contentType: contentType, body: body)
            default: throw SchemaProblem("is only for targets redirect and fixed")
            }
        },
        encode: { route, _ in
            switch route.target {
            case .redirect(_, let status), .fixed(let status, _, _): .integer(Int64(status))
            default: .null
            }
        },
        isStored: { route in
            switch route.target {
            case .redirect, .fixed: true
            default: false
            }
        })

    static let targetContentType = Field<Route>(
        "target_content_type", .optional, ["type": ["string", "null"], "maxLength": 128],
        "Content type of a fixed answer; null for other targets.",
        decode: { (json, _, form, route) throws(SchemaProblem) in
            guard json != .null else { return }
            guard case .fixed(let status, _, let body) = route.target else {
                throw SchemaProblem("is only for target fixed")
            }
            let contentType = try ValueSchema.line(1...128).refined { text in
                text.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F } ? nil : "only printable ASCII is allowed"
            }.decode(json, form)
            route.target = .fixed(status: status, contentType: contentType, body: body)
        },
        encode: { route, _ in
            if case .fixed(_, let contentType, _) = route.target { .string(contentType) } else { .null }
        },
        isStored: { route in
            if case .fixed(_, let type, _) = route.target { type != defaultContentType } else { false }
        })

    private static let defaultContentType = "text/plain; charset=utf-8"

    private static func target(
        _ kind: RouteTarget.Kind, _ json: JSONValue, _ form: JSONForm, before: RouteTarget
    ) throws(SchemaProblem) -> RouteTarget {
        switch kind {
        case .port:
            // Recipes pass every value as text.
            if let text = json.stringValue, let port = Int64(text) {
                return .port(try ValueSchema.integer(1...65_535).decode(.integer(port), form))
            }
            return .port(try ValueSchema.integer(1...65_535).decode(json, form))
        case .service: return .service(try ValueSchema.serviceName.decode(json, form))
        case .hostname: return .hostname(try ValueSchema.hostName.decode(json, form))
        case .url: return .url(try ValueSchema.upstreamURL.decode(json, form))
        case .redirect:
            let location = try ValueSchema.line(1...2048).refined { text in
                text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F } ? nil : "a location is printable ASCII without spaces"
            }.decode(json, form)
            if case .redirect(_, let status) = before { return .redirect(location: location, status: status) }
            return .redirect(location: location, status: 302)
        case .fixed:
            let body = try ValueSchema.text(0...65_536).decode(json, form)
            if case .fixed(let status, let type, _) = before {
                return .fixed(status: status, contentType: type, body: body)
            }
            return .fixed(status: 200, contentType: defaultContentType, body: body)
        }
    }
}
