import ProxyModel
import Testing

@testable import ProxyCore

struct `Route mode` {
    private func fixture(_ edit: (inout ProxyTarget) -> Void) throws -> RoutingFixture {
        let fixture = RoutingFixture()
        fixture.put(route("global", "/api", priority: 60))
        fixture.put(route("scoped", "/api", for: "h"))
        fixture.put(try proxy("h", edit))
        return fixture
    }

    @Test func `all takes every route but the disabled ones`() throws {
        #expect(try fixture { _ in }.match("h", "/api").route?.id == "global")
        #expect(try fixture { $0.disabledRoutes = ["global"] }.match("h", "/api").route?.id == "scoped")
        #expect(try fixture { $0.disabledRoutes = ["scoped", "global"] }.match("h", "/api").route == nil)
    }

    @Test func `all does not look at the list of the enabled`() throws {
        #expect(try fixture { $0.enabledRoutes = ["scoped"] }.match("h", "/api").route?.id == "global")
    }

    @Test func `selective takes the enabled ones only`() throws {
        let selected = try fixture {
            $0.routeMode = .selective
            $0.enabledRoutes = ["scoped", "later"]
        }
        #expect(selected.match("h", "/api").route?.id == "scoped")
        selected.put(route("later", "/api", priority: 70))
        #expect(selected.match("h", "/api").route?.id == "later")
        #expect(try fixture { $0.routeMode = .selective }.match("h", "/api").route == nil)
    }

    @Test func `none takes no route, not even one for this host`() throws {
        #expect(try fixture { $0.routeMode = .none }.answer("h", "/api") == "h - -> http://h:81")
    }

    @Test func `a filter keeps to the id when its route is deleted and comes again`() throws {
        let fixture = try fixture { $0.disabledRoutes = ["global"] }
        fixture.delete(.routes, "global")
        fixture.put(route("stranger", "/api", priority: 90))
        #expect(fixture.match("h", "/api").route?.id == "stranger")
        fixture.put(route("global", "/api", priority: 99))
        #expect(fixture.match("h", "/api").route?.id == "stranger")
    }

    @Test func `a disabled route applies nowhere until it is enabled`() throws {
        let fixture = RoutingFixture()
        fixture.put(try proxy("h"))
        fixture.put(route("r", "/") { $0.enabled = false })
        #expect(fixture.match("h").route == nil)
        fixture.put(route("r", "/"))
        #expect(fixture.match("h").route?.id == "r")
    }
}
