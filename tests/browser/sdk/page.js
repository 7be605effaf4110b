// A page of a company's own, with the field's public authentication SDK as it comes from the package registry.
import { CXoneAuth, CXoneUser } from "@nice-devone/auth-sdk";

const ISSUER = "https://auth.contact.example";
const CLIENT = "Agent Desk@Havrelune";
const HOME = "https://desk.havrelune.example/back";

const auth = CXoneAuth.instance;
const statuses = [];
auth.init({ cxoneHostname: ISSUER, clientId: CLIENT, redirectUri: HOME });
auth.onAuthStatusChange.subscribe((change) => statuses.push(change.status));

async function loggedIn(code) {
  const token = await auth.getAccessTokenByCode({ clientId: CLIENT, code });
  return { token, user: CXoneUser.instance.getUserInfo(), places: auth.getCXoneConfig() };
}

const code = new URLSearchParams(location.search).get("code");

window.desk = {
  statuses,
  address: () => auth.getAuthorizeUrl("page", "S256"),
  arrived: code ? loggedIn(code) : null,
  refresh: () => auth.getRefreshToken(),
  token: () => auth.getAuthToken(),
};
