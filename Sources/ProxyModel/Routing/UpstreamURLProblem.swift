/// Why a text is not the address of an upstream; `description` is fit to be shown to the person who typed it.
package enum UpstreamURLProblem: Error, Equatable, CustomStringConvertible {
    case scheme(String)
    case userinfo
    case queryOrFragment
    case host(String)
    case port(String)
    case portAlone(String)
    case character(String)
    case socketPath(String)

    package var description: String {
        switch self {
        case .scheme(let text): "'\(text)' does not begin with http://, https:// or unix:/"
        case .userinfo: "a user name or password in the address is not supported; send credentials as custom_headers"
        case .queryOrFragment: "the address has a query or a fragment; only scheme, host, port and path are allowed"
        case .host(let text): "'\(text)' is not a host name or an IP address"
        case .port(let text): "'\(text)' is not a port from 1 to 65535"
        case .portAlone(let text): "'\(text)' is a port alone; one of this machine is http://127.0.0.1:\(text)"
        case .character(let text): "'\(text)' contains a space, a control or a non-ASCII character"
        case .socketPath(let text): "'\(text)' is not an absolute path of at most 107 bytes"
        }
    }
}
