/// Whose decisions are asked for.
package enum TraceParty: Sendable, Equatable {
    case everybody
    case client(String)
    case user(String)
}
