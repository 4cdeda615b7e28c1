/// The listeners that can be told to expect a PROXY header besides the one that always does.
package enum ListenerName: String, Sendable, CaseIterable {
    case http, https, api
}
