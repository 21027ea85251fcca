import { createRouter, createWebHistory } from 'vue-router'

import { captureLinkToken } from '../account/link-token'
import { basePath } from '../base-path'
import { useNotification } from '../composables/useNotification'
import { guard } from './guards'

declare module 'vue-router' {
  interface RouteMeta {
    title: string
    /** The users that may open the page: everyone, signed-in users (the default), or guests. */
    access?: 'everybody' | 'guests'
  }
}

const views = {
  tasks: () => import('../views/TasksView.vue'),
  board: () => import('../views/BoardView.vue'),
  account: () => import('../views/AccountView.vue'),
  login: () => import('../views/LoginView.vue'),
  register: () => import('../views/RegisterView.vue'),
  forgot: () => import('../views/ForgotView.vue'),
  reset: () => import('../views/ResetView.vue'),
  verify: () => import('../views/VerifyView.vue'),
  undo: () => import('../views/UndoView.vue'),
  notFound: () => import('../views/NotFoundView.vue'),
}

captureLinkToken(window)

export const router = createRouter({
  history: createWebHistory(`${basePath}/`),
  routes: [
    { path: '/', redirect: '/tasks' },
    { path: '/tasks', component: views.tasks, meta: { title: 'Tasks' } },
    { path: '/board', component: views.board, meta: { title: 'Board' } },
    { path: '/account', component: views.account, meta: { title: 'Account' } },
    { path: '/login', component: views.login, meta: { title: 'Log in', access: 'guests' } },
    { path: '/register', component: views.register, meta: { title: 'Create account', access: 'guests' } },
    { path: '/forgot', component: views.forgot, meta: { title: 'Forgot password', access: 'everybody' } },
    { path: '/reset', component: views.reset, meta: { title: 'Set a new password', access: 'everybody' } },
    {
      path: '/verify',
      component: views.verify,
      meta: { title: 'Verify your e-mail address', access: 'everybody' },
    },
    {
      path: '/undo',
      component: views.undo,
      meta: { title: 'Restore your e-mail address', access: 'everybody' },
    },
    { path: '/:path(.*)*', component: views.notFound, meta: { title: 'Not found', access: 'everybody' } },
  ],
  scrollBehavior: (to, from, saved) => saved ?? (to.path !== from.path && { top: 0 }),
})

router.beforeEach(guard)
router.afterEach((to) => {
  document.title = `${to.meta.title} · Tasklane`
})
router.onError((_error, to) => {
  // The server may have a newer version of the app, so reload the page, but only once.
  if (navigator.onLine && router.currentRoute.value.matched.length > 0)
    location.assign(router.resolve(to.fullPath).href)
  else useNotification().notifyError('Couldn’t load this page. Check your connection and try again.')
})

/** Preloads all views at the first input, so that they open immediately and offline. */
function loadAll(): void {
  for (const load of Object.values(views)) void load().catch(() => undefined)
}
for (const sign of ['pointerdown', 'pointermove', 'keydown']) {
  window.addEventListener(sign, loadAll, { once: true, passive: true })
}
