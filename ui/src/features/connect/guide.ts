// What to click at Intuit, and what can go wrong there: quickbooks-online-api §1.3, §1.7, §1.8 and §1.10.
import type { StepItem } from '../../host/generated';

const APPS = 'https://developer.intuit.com/dashboard';
const PLAYGROUND = 'https://developer.intuit.com/app/developer/playground';

const step = (text: string, url: string | null = null): StepItem => ({ text, url });

export function keySteps(environment: string): StepItem[] {
  return [
    step('Sign in to Intuit’s developer pages and open the dashboard of your apps.', APPS),
    step(
      'Choose your app, or create one for QuickBooks Online with the scope “Accounting”. An unlisted app of your own is enough.',
    ),
    environment === 'sandbox'
      ? step('Open “Keys & credentials” and switch to “Development”.')
      : step(
          'Open “Keys & credentials” and switch to “Production”. These keys appear after Intuit has accepted the app’s details and its questionnaire.',
        ),
    step('Copy the client id into the field below; copy the client secret and press Paste.'),
  ];
}

export function redirectSteps(method: string, address: string): StepItem[] {
  if (method === 'refresh_token') {
    return [
      step('Open the OAuth 2.0 playground at Intuit and choose your app and its keys.', PLAYGROUND),
      step('Choose the scope “com.intuit.quickbooks.accounting”, and get an authorisation code.'),
      step('Sign in as an administrator, choose the company, and exchange the code for tokens.'),
      step('Copy the refresh token and press Paste; copy the realm id into the field below.'),
    ];
  }
  return [
    step('In “Keys & credentials” go to “Redirect URIs” and press “Add URI”.', APPS),
    step(`Enter exactly ${address}, and save.`),
  ];
}

export const troubles: ReadonlyArray<{ sign: string; cure: string }> = [
  {
    sign: '403 or code 3100: the keys do not fit',
    cure: 'Development keys reach only sandbox companies, production keys only real ones. Choose the other kind of keys, or the other company.',
  },
  {
    sign: 'Intuit says that the redirect URI is invalid',
    cure: 'The address must be listed under “Redirect URIs” of the same kind of keys, letter for letter. Production keys take no address of this computer.',
  },
  {
    sign: 'Access denied',
    cure: 'Only an administrator of the company can connect it. Sign in again, choose the company, and press “Connect”.',
  },
  {
    sign: 'The code has expired',
    cure: 'A code lives for a few minutes and works once. Open the browser again and paste the new address at once.',
  },
];
