// A provider of OpenID Connect for tests (panva's oidc-provider, certified). Prints its port, then answers until it is
// ended. Anybody signs in by typing a name; `/groups/ayse/desk,lake` puts ayse into the groups desk and lake.
import { createServer } from "node:http";
import Provider from "oidc-provider";

const [port, back, method] = [Number(process.argv[2]), process.argv[3], process.argv[4]];
const groups = new Map();
const issuer = `http://localhost:${port}`;
const provider = new Provider(issuer, {
  clients: [{
    client_id: "simurg",
    ...(method === "none" ? { token_endpoint_auth_method: "none" } : { client_secret: "a secret of tests: %&+", token_endpoint_auth_method: method }),
    redirect_uris: [back],
    response_types: ["code"],
    grant_types: ["authorization_code"],
    application_type: "native",
  }],
  claims: { openid: ["sub"], profile: ["name", "preferred_username", "groups"] },
  conformIdTokenClaims: false,
  pkce: { required: () => true },
  cookies: { keys: ["tests"] },
  features: { devInteractions: { enabled: true }, rpInitiatedLogout: { enabled: false } },
  async findAccount(_, id) {
    const claims = { sub: id, name: `${id} of tests`, preferred_username: id, groups: groups.get(id) ?? [] };
    return { accountId: id, claims: async () => claims };
  },
});
const answer = provider.callback();
createServer((request, response) => {
  const [, where, name, given] = request.url.split("/");
  if (where !== "groups") return answer(request, response);
  groups.set(name, given.split(","));
  response.end();
}).listen(port, "127.0.0.1", () => console.log("ready"));
